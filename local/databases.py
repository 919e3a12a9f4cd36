"""Makes one database and one login role a service, as they stand on RDS too.

`python -m local.databases PORT` does it as soon as the server on that port answers.
"""

import asyncio
import sys

import asyncpg

from local.postgres import PASSWORD, SERVICES, admin_url
from local.readiness import PAUSE


async def create_databases(port: int, suffix: str = "") -> None:
    """Make what is missing; `suffix` tells the databases of one test from another's.

    A role may reach its own database alone.
    """
    admin = await asyncpg.connect(admin_url(port), ssl=False)
    try:
        roles = {row[0] for row in await admin.fetch("SELECT rolname FROM pg_roles")}
        databases = {row[0] for row in await admin.fetch("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service not in roles:
                await admin.execute(f"CREATE ROLE {service} LOGIN PASSWORD '{PASSWORD}'")
            name = service + suffix
            if name not in databases:
                await admin.execute(f'CREATE DATABASE "{name}" OWNER {service}')
                await admin.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
    finally:
        await admin.close()


async def _when_it_answers(port: int) -> None:
    while True:
        try:
            await create_databases(port)
        except (ConnectionError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(PAUSE)
        else:
            return


if __name__ == "__main__":
    asyncio.run(_when_it_answers(int(sys.argv[1])))
