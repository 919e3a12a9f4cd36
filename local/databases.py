"""Creates a database and a login role for each service, as on RDS.

`python -m local.databases` does so once the superuser's server at DATABASE_URL answers.
"""

import asyncio
import os
from urllib.parse import urlsplit

import asyncpg

from local.postgres import SERVICES, Server
from local.readiness import POLL_INTERVAL


async def create_databases(server: Server, suffix: str = "") -> None:
    """Create those that are missing; `suffix` keeps the databases of tests apart.

    A role can connect to its own database only.
    """
    admin = await asyncpg.connect(server.admin_url(), ssl=False)
    try:
        roles = {row[0] for row in await admin.fetch("SELECT rolname FROM pg_roles")}
        databases = {row[0] for row in await admin.fetch("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service not in roles:
                await admin.execute(f"CREATE ROLE {service} LOGIN PASSWORD '{server.password}'")
            name = service + suffix
            if name not in databases:
                await admin.execute(f'CREATE DATABASE "{name}" OWNER {service}')
                await admin.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
    finally:
        await admin.close()


async def create_when_ready(server: Server) -> None:
    """Create them once the server answers."""
    while True:
        try:
            await create_databases(server)
        except (ConnectionError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(POLL_INTERVAL)
        else:
            return


if __name__ == "__main__":
    # Not an argument: every user of the machine sees those.
    url = urlsplit(os.environ["DATABASE_URL"])
    assert url.port is not None
    assert url.password is not None
    asyncio.run(create_when_ready(Server(url.port, url.password)))
