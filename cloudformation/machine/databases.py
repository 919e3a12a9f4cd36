"""`python -m cloudformation.machine.databases` creates and migrates the services' databases.

It runs once for each release, before its services start, as the master user of the secret
MASTER_SECRET_ARN, on the server at DATABASE_ADDRESS, whose certificate one of DATABASE_AUTHORITIES
has signed. It leaves what exists and can be repeated at any time.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import asyncpg
import boto3

from chassis.db.database_url import parse_database_url
from chassis.db.migrations import upgrade
from cloudformation.config.environment import GRPC_PORTS

SERVICES = tuple(GRPC_PORTS)
"""The services with a database; role and database have the service's name."""


def master_credentials() -> Mapping[str, Any]:
    """Return "username" and "password" of the master user, from Secrets Manager."""
    secret = boto3.client("secretsmanager").get_secret_value(
        SecretId=os.environ["MASTER_SECRET_ARN"]
    )
    credentials: Mapping[str, Any] = json.loads(secret["SecretString"])
    return credentials


async def create_databases(url: str) -> None:
    """Create the roles and databases that are missing.

    `url` is the master user's, of the database `postgres`.
    """
    parsed, arguments = parse_database_url(url)
    dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn, **arguments)
    try:
        roles = {row[0] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        databases = {row[0] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service not in roles:
                await connection.execute(f"CREATE ROLE {service} LOGIN")
            # A database's owner can only be a role that the master user can set.
            await connection.execute(f"GRANT {service} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
            if "rds_iam" in roles:
                # Only RDS has this role: its members log in with a token of IAM.
                await connection.execute(f"GRANT rds_iam TO {service}")
            if service not in databases:
                await connection.execute(f"CREATE DATABASE {service} OWNER {service}")
                await connection.execute(f"REVOKE CONNECT ON DATABASE {service} FROM PUBLIC")
            # The service owns what migrations create.
            await connection.execute(
                f"ALTER ROLE CURRENT_USER IN DATABASE {service} SET role TO {service}"
            )
    finally:
        await connection.close()


def main() -> None:
    """Create the databases, then migrate each to the schema of this release."""
    credentials = master_credentials()
    login = f"{credentials['username']}:{quote(credentials['password'], safe='')}"
    server, authorities = os.environ["DATABASE_ADDRESS"], os.environ["DATABASE_AUTHORITIES"]

    def url(database: str) -> str:
        return f"postgresql://{login}@{server}:5432/{database}?sslrootcert={authorities}"

    asyncio.run(create_databases(url("postgres")))
    for service in SERVICES:
        upgrade(service, url(service))
        print(f"{service}: ready", flush=True)


if __name__ == "__main__":
    main()
