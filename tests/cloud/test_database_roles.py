"""The database setup on a stand-in for RDS: the master user is let in again after each."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from chassis.db.database_url import parse_database_url
from cloudformation.machine.database_roles import MasterLockedOut
from cloudformation.machine.databases import SERVICES, prepare
from cloudformation.machine.master_login import MasterLogin
from local import postgres
from tests import child
from tests.certificates import Authority
from tests.ports import free_port
from tests.rds import ROLES, Front, Logins

PASSWORD = "it's a secret"
EARLIER_SETUP = """\
CREATE ROLE {0} LOGIN;
GRANT {0} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE;
GRANT rds_iam TO {0};
CREATE DATABASE {0} OWNER {0};
REVOKE CONNECT ON DATABASE {0} FROM PUBLIC;
ALTER ROLE CURRENT_USER IN DATABASE {0} SET role TO {0};
"""
"""What an earlier release ran for each service."""


class Rds:
    """A server, behind the rule by which RDS lets users in."""

    def __init__(self, port: int, front: int, authorities: Path) -> None:
        self.port, self.front, self.authorities = port, front, authorities

    @property
    def login(self) -> MasterLogin:
        return MasterLogin("keeper", PASSWORD, "127.0.0.1", str(self.authorities), self.front)

    async def run(self, statements: str, database: str = "postgres", user: str = "keeper") -> str:
        """Run statements past the door; return what the last one answers."""
        place = {"host": "127.0.0.1", "port": self.port, "user": user, "database": database}
        connection = await asyncpg.connect(**place, password=PASSWORD, ssl=False)
        try:
            *others, last = statements.strip().rstrip(";").split(";\n")
            for statement in others:
                await connection.execute(statement)
            return str(await connection.fetchval(last))
        finally:
            await connection.close()

    async def enter(self, user: str, database: str, password: str = "") -> asyncpg.Connection:
        """Log in by the door: with a password, or else with a token."""
        query = f"?{'' if password else 'login=iam&'}sslrootcert={self.authorities}"
        url = f"postgresql://{user}@127.0.0.1:{self.front}/{database}{query}"
        address, arguments = parse_database_url(url)
        dsn = address.set(drivername="postgresql").render_as_string()
        return await asyncpg.connect(dsn, **({"password": password} | arguments))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("rds") / "data"
    postgres.init_cluster(folder, PASSWORD)
    (folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust\n")
    port = free_port()
    process = child.start(
        postgres.server_command(folder, port, durable=False),
        postgres.STOP_SIGNAL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while subprocess.call([postgres.BIN / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]):
        assert time.monotonic() < deadline, "PostgreSQL did not come up"
        time.sleep(0.05)
    yield port
    process.send_signal(postgres.STOP_SIGNAL)
    process.wait(20)


def clean(port: int) -> None:
    """Leave the server as RDS hands it over."""
    databases = [f"DROP DATABASE IF EXISTS {service} WITH (FORCE)" for service in SERVICES]
    roles = [
        f"DROP ROLE IF EXISTS {name}"
        for service in SERVICES
        for name in (service, f"{service}_owner")
    ]
    others = [f"DROP ROLE IF EXISTS {name}" for name in ("person", "keeper", "rds_superuser")]
    statements = [*databases, *roles, *others, "DROP ROLE IF EXISTS rds_iam", ROLES]
    command = [postgres.BIN / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
    options = [part for statement in statements for part in ("-c", statement)]
    subprocess.run([*command, "-p", str(port), "-U", "postgres", *options], check=True)


@pytest.fixture(params=["USAGE"])
async def rds(
    request: pytest.FixtureRequest, server: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Rds]:
    clean(server)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    authority = Authority()
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(authority.pem)

    def is_token(user: str, password: str) -> bool:
        return f"DBUser={user}&X-Amz-Algorithm" in password

    logins = Logins(
        postgres.BIN / "psql", server, {"keeper": PASSWORD}, is_token, how=request.param
    )
    front = Front(*authority.issue("127.0.0.1", tmp_path), server, logins)
    async with await front.open() as listening:
        yield Rds(server, listening.sockets[0].getsockname()[1], authorities)


OWNERS = """\
SELECT string_agg(DISTINCT relowner::regrole::text, ' ') FROM pg_class
WHERE relnamespace = 'public'::regnamespace
"""


async def prepared(rds: Rds) -> None:
    await asyncio.to_thread(prepare, rds.login)


async def test_the_master_user_is_let_in_by_password_after_each_setup(rds: Rds) -> None:
    for _ in range(2):
        await prepared(rds)
        for database in ("postgres", *SERVICES):
            await (await rds.enter("keeper", database, PASSWORD)).close()
    assert await rds.run("SELECT pg_has_role('rds_iam', 'USAGE')") == "False"


async def test_a_service_is_let_in_by_token_alone_and_acts_as_the_owner(rds: Rds) -> None:
    await prepared(rds)
    for service in SERVICES:
        connection = await rds.enter(service, service)
        who = await connection.fetchrow("SELECT session_user, current_user")
        assert tuple(who) == (service, f"{service}_owner")
        await connection.execute("CREATE TABLE made_by_hand (id int)")
        await connection.close()
        assert await rds.run(OWNERS, service) == f"{service}_owner"
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await rds.enter(service, service, PASSWORD)


async def test_a_service_has_its_own_database_alone_and_an_owner_no_login(rds: Rds) -> None:
    await prepared(rds)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rds.enter("catalog", "orders")
    logins = "SELECT count(*) FROM pg_roles WHERE rolname LIKE '%\\_owner' AND rolcanlogin"
    assert await rds.run(logins) == "0"


async def test_what_an_earlier_setup_left_locked_is_opened_and_carried_over(rds: Rds) -> None:
    for service in SERVICES:
        await rds.run(EARLIER_SETUP.format(service))
        await rds.run("CREATE TABLE kept AS SELECT 7 AS number", service)
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await rds.enter("keeper", "postgres", PASSWORD)
    serving = await rds.enter("orders", "orders")

    await prepared(rds)
    await (await rds.enter("keeper", "orders", PASSWORD)).close()
    assert await serving.fetchval("SELECT number FROM kept") == 7, "as an open connection too"
    await serving.close()
    for service in SERVICES:
        assert await rds.run(OWNERS, service) == f"{service}_owner"
        owner = "SELECT datdba::regrole FROM pg_database WHERE datname = current_database()"
        assert await rds.run(owner, service) == f"{service}_owner"
        assert await rds.run(f"SELECT pg_has_role('{service}', 'SET')") == "False"


async def test_a_setup_that_stopped_after_the_roles_goes_on(rds: Rds) -> None:
    await rds.run(EARLIER_SETUP.format("catalog"))
    await rds.run("CREATE ROLE orders LOGIN;\nGRANT rds_iam TO orders;\nCREATE ROLE users_owner")
    await prepared(rds)
    assert await rds.run(OWNERS, "orders") == "orders_owner"


async def test_a_server_that_lets_creators_inherit_does_not_lock_the_master_user_out(
    rds: Rds,
) -> None:
    await rds.run("ALTER ROLE keeper SET createrole_self_grant = 'inherit, set'")
    await prepared(rds)
    await (await rds.enter("keeper", "postgres", PASSWORD)).close()


async def test_a_master_user_that_would_be_locked_out_is_reported_by_the_way_it_inherits(
    rds: Rds,
) -> None:
    await rds.run(
        "CREATE ROLE person;\nGRANT rds_iam TO person;\nGRANT person TO keeper WITH INHERIT TRUE"
    )
    with pytest.raises(MasterLockedOut, match="person"):
        await prepared(rds)


@pytest.mark.parametrize("rds", ["MEMBER"], indirect=True)
async def test_a_server_that_counts_every_membership_is_entered_by_token(rds: Rds) -> None:
    for _ in range(2):
        await prepared(rds)


async def test_a_wrong_password_is_reported_as_such(rds: Rds) -> None:
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await replace(rds.login, password="another").url("postgres")
