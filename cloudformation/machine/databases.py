"""`python -m cloudformation.machine.databases` creates and migrates the services' databases.

It runs once for each release, before its services start, as the master user of the secret
MASTER_SECRET_ARN, on the server at DATABASE_ADDRESS, whose certificate one of DATABASE_AUTHORITIES
has signed. It leaves what exists and can be repeated at any time.
"""

import asyncio
import json
import os

import boto3

from chassis.db.migrations import upgrade
from cloudformation.config.environment import GRPC_PORTS
from cloudformation.machine import database_roles as roles
from cloudformation.machine.master_login import MasterLogin

SERVICES = tuple(GRPC_PORTS)
"""The services with a database; login role and database have the service's name."""


def master_login() -> MasterLogin:
    """Return how the master user of RDS logs in: its password is in Secrets Manager."""
    secret = boto3.client("secretsmanager").get_secret_value(
        SecretId=os.environ["MASTER_SECRET_ARN"]
    )
    credentials = json.loads(secret["SecretString"])
    return MasterLogin(
        credentials["username"],
        credentials["password"],
        os.environ["DATABASE_ADDRESS"],
        os.environ["DATABASE_AUTHORITIES"],
    )


async def create_databases(login: MasterLogin) -> None:
    """Create the roles and databases that are missing.

    Raise MasterLockedOut if the master user could not log in with its password from now on.
    """
    async with login.connection("postgres") as connection:
        for service in SERVICES:
            await roles.create_roles(connection, service)
            await roles.create_database(connection, service)
            await roles.give_to_owner(connection, service)
        await roles.require_password_login(connection)


async def give_objects_to_owner(login: MasterLogin, service: str) -> None:
    """Give the owner of a service's database what the login role made in it."""
    async with login.connection(service) as connection:
        await roles.give_to_owner(connection, service)


def prepare(login: MasterLogin) -> None:
    """Create the databases, then migrate each to the schema of this release."""
    asyncio.run(create_databases(login))
    for service in SERVICES:
        asyncio.run(give_objects_to_owner(login, service))
        # As the owner, like everybody who connects.
        upgrade(service, asyncio.run(login.url(service)))
        print(f"{service}: ready", flush=True)


if __name__ == "__main__":
    prepare(master_login())
