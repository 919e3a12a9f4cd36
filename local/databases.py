"""Creates a database and a login role for each service, as on RDS.

`python -m local.databases PORT` does so once the server on that port answers.
"""

import asyncio
import sys

import asyncpg

from local.postgres import PASSWORD, SERVICES, admin_url
from local.readiness import POLL_INTERVAL


async def create_databases(port: int, suffix: str = "") -> None:
    """Create those that are missing; `suffix` keeps the databases of tests apart.

    A role can connect to its own database only.
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


async def _create_when_ready(port: int) -> None:
    while True:
        try:
            await create_databases(port)
        except (ConnectionError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(POLL_INTERVAL)
        else:
            return


if __name__ == "__main__":
    asyncio.run(_create_when_ready(int(sys.argv[1])))
