"""The database of the box: log-ins as RDS has them, and a standby that takes over."""

import asyncio
import ssl
from ipaddress import IPv4Network

import asyncpg
import pytest

from tests.rehearsal.account_double import AccountDouble
from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.model import Database, GroupRule, SecurityGroup, Subnet

pytestmark = pytest.mark.cloud

ANYWHERE = GroupRule("tcp", (5432, 5432), "0.0.0.0/0")
DATABASE = Database(
    id="store",
    resource_id="db-STORE",
    address="store.rds.example",
    port=5432,
    subnets=("s1", "s2"),
    groups=("database",),
    multi_az=True,
    master_username="keeper",
    master_password="it's a secret",
    parameters={"rds.force_ssl": "1", "log_lock_waits": "1"},
)
REFUSED = asyncpg.InvalidAuthorizationSpecificationError


def furnish(box: RehearsalBox) -> None:
    for number, zone in enumerate("ab", 1):
        network = IPv4Network(f"10.0.{number}.0/24")
        zone_name = f"eu-west-1{zone}"
        box.put_subnet(
            Subnet(f"s{number}", network, zone_name, reaches_internet=False, reaches_s3=False)
        )
    box.put_group(SecurityGroup("database", "Database", frozenset({ANYWHERE}), frozenset()))


async def connect(box: RehearsalBox, user: str, password: str) -> asyncpg.Connection:
    tls = ssl.create_default_context(cadata=box.database_authority.pem.decode())
    return await asyncpg.connect(
        host=DATABASE.address,
        user=user,
        password=password,
        database="postgres",
        ssl=tls,
        timeout=10,
    )


def test_a_standby_takes_over_and_who_inherits_rds_iam_needs_a_token(
    box: RehearsalBox, account: AccountDouble
) -> None:
    furnish(box)
    box.put_database(DATABASE)
    asyncio.run(_log_in(box, account))
    asyncio.run(_fail_over(box))
    box.remove("store")


async def _log_in(box: RehearsalBox, account: AccountDouble) -> None:
    master = await connect(box, "keeper", "it's a secret")
    with pytest.raises(REFUSED):
        await connect(box, "keeper", "another")
    await master.execute("CREATE ROLE users LOGIN; GRANT rds_iam TO users")
    account.good_tokens.add(("db-STORE", "users", "token"))
    await (await connect(box, "users", "token")).close()
    with pytest.raises(REFUSED):
        await connect(box, "users", "of another role")
    with pytest.raises(REFUSED):
        await asyncpg.connect(
            host=DATABASE.address, user="keeper", password="it's a secret", ssl=False, timeout=5
        )
    await master.close()
    # A mistake: RDS then lets the master user in by token alone.
    box.sql("store", "GRANT rds_iam TO keeper")
    with pytest.raises(REFUSED):
        await connect(box, "keeper", "it's a secret")
    box.sql("store", "REVOKE rds_iam FROM keeper")


async def _fail_over(box: RehearsalBox) -> None:
    box.sql("store", "CREATE TABLE orders AS SELECT generate_series(1, 1000)")
    # The second time, the standby is one that was made anew.
    for _ in range(2):
        box.sql("store", "INSERT INTO orders SELECT generate_series(1, 1000)")
        before = await connect(box, "keeper", "it's a secret")
        await asyncio.to_thread(box.fail_over, "store")
        await (await connect(box, "keeper", "it's a secret")).close()
        before.terminate()
    assert box.sql("store", "SELECT count(*) FROM orders") == "3000"
