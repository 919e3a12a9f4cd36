"""`python -m cloudformation.machine.databases` makes each service's role, database, tables.

Run once, before the services of a release start, by the master user that MASTER_SECRET_ARN tells
of, on the server at DATABASE_ADDRESS, whose certificate is signed by one of DATABASE_AUTHORITIES.
What is there already stays; it may be repeated at any time.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import asyncpg

from chassis.db.database_url import parse_database_url
from chassis.db.migrations import upgrade
from cloudformation.config.environment import GRPC_PORTS

SERVICES = tuple(GRPC_PORTS)
"""Those with a database, each named as its service."""


def master() -> Mapping[str, Any]:
    """Return "username" and "password" of the master user, from Secrets Manager."""
    import boto3  # noqa: PLC0415 (a test gives its own)

    secret = boto3.client("secretsmanager").get_secret_value(
        SecretId=os.environ["MASTER_SECRET_ARN"]
    )
    told: Mapping[str, Any] = json.loads(secret["SecretString"])
    return told


async def prepare(url: str) -> None:
    """Make roles and databases with the master user's URL of the database `postgres`."""
    place, more = parse_database_url(url)
    plain = place.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, **more)
    try:
        roles = {row[0] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        databases = {row[0] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service not in roles:
                await connection.execute(f"CREATE ROLE {service} LOGIN")
            # To give a database away one must be able to become whom it goes to.
            await connection.execute(f"GRANT {service} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
            if "rds_iam" in roles:
                # Only RDS has it: its members log in with a token of IAM's.
                await connection.execute(f"GRANT rds_iam TO {service}")
            if service not in databases:
                await connection.execute(f"CREATE DATABASE {service} OWNER {service}")
                await connection.execute(f"REVOKE CONNECT ON DATABASE {service} FROM PUBLIC")
            # What migrations make belongs to the service, as if it had made it.
            await connection.execute(
                f"ALTER ROLE CURRENT_USER IN DATABASE {service} SET role TO {service}"
            )
    finally:
        await connection.close()


def main() -> None:
    """Prepare, then bring each database to the shape that this release needs."""
    told = master()
    who = f"{told['username']}:{quote(told['password'], safe='')}"
    server, trusted = os.environ["DATABASE_ADDRESS"], os.environ["DATABASE_AUTHORITIES"]

    def url(database: str) -> str:
        return f"postgresql://{who}@{server}:5432/{database}?sslrootcert={trusted}"

    asyncio.run(prepare(url("postgres")))
    for service in SERVICES:
        upgrade(service, url(service))
        print(f"{service}: ready", flush=True)


if __name__ == "__main__":
    main()
