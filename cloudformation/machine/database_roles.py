"""The roles of a service's database on RDS: an owner without a login, and a login role.

RDS takes nothing but tokens of IAM from whoever inherits `rds_iam`, and the master user has a
password. So the master user is a member of the owners alone, which are not members of `rds_iam`;
a login role is a member of its owner and of `rds_iam`. Both act as the owner, from their first
statement on: it owns the database and everything in it, whoever creates it.
"""

import asyncpg

IAM_ROLE = "rds_iam"
"""Only RDS has this role: its members log in with a token of IAM."""
LOCK_TIMEOUT = "5s"
"""The shop's statements queue behind one that waits for a table."""


class MasterLockedOut(RuntimeError):
    """The master user inherits `rds_iam`: RDS would refuse its password from now on."""


def owner_of(service: str) -> str:
    """Return the role that owns a service's database."""
    return f"{service}_owner"


async def create_roles(connection: asyncpg.Connection, service: str) -> None:
    """Create a service's owner and login role unless they exist, and grant what each needs.

    `connection` is the master user's, to the database `postgres`.
    """
    owner = owner_of(service)
    existing = {row[0] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    # A server may be set up to make whoever creates a role inherit it.
    await connection.execute("SET createrole_self_grant = ''")
    if owner not in existing:
        await connection.execute(f"CREATE ROLE {owner} NOLOGIN")
    if service not in existing:
        await connection.execute(f"CREATE ROLE {service} LOGIN")
    # The owner of a database must be a role that the master user can set.
    await connection.execute(f"GRANT {owner} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
    await connection.execute(f"GRANT {owner} TO {service} WITH INHERIT TRUE, SET TRUE")
    # An earlier release made the master user inherit the login role.
    await connection.execute(f"REVOKE {service} FROM CURRENT_USER")
    if IAM_ROLE in existing:
        await connection.execute(f"GRANT {IAM_ROLE} TO {service}")


async def create_database(connection: asyncpg.Connection, service: str) -> None:
    """Create a service's database unless it exists; its two roles alone can connect to it."""
    owner = owner_of(service)
    exists = "SELECT true FROM pg_database WHERE datname = $1"
    if not await connection.fetchval(exists, service):
        await connection.execute(f"CREATE DATABASE {service} OWNER {owner}")
    for role in ("CURRENT_USER", service):
        # Whoever connects acts as the owner, which so owns what they create.
        await connection.execute(f"ALTER ROLE {role} IN DATABASE {service} SET role TO {owner}")


async def give_to_owner(connection: asyncpg.Connection, service: str) -> None:
    """Give the owner what the login role owns in this database, and the database itself.

    An earlier release let the login role own everything, and a person may have created something.
    """
    owner = owner_of(service)
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        await connection.execute("SET LOCAL ROLE NONE")
        # To be set for this transaction, and never inherited.
        await connection.execute(f"GRANT {service} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")
        await connection.execute(f"SET LOCAL ROLE {service}")
        await connection.execute(f"REASSIGN OWNED BY {service} TO {owner}")
        await connection.execute("SET LOCAL ROLE NONE")
        await connection.execute(f"REVOKE {service} FROM CURRENT_USER")
        await connection.execute(f"REVOKE CONNECT ON DATABASE {service} FROM PUBLIC")


async def require_password_login(connection: asyncpg.Connection) -> None:
    """Raise MasterLockedOut if this user inherits `rds_iam`, naming the roles on the way."""
    inherited = await connection.fetch(
        "SELECT rolname FROM pg_roles WHERE pg_has_role(session_user, oid, 'USAGE')"
        " AND pg_has_role(oid, (SELECT oid FROM pg_roles WHERE rolname = $1), 'USAGE')"
        " AND rolname <> $1 ORDER BY rolname",
        IAM_ROLE,
    )
    if inherited:
        names = ", ".join(row[0] for row in inherited)
        raise MasterLockedOut(
            f"the master user inherits {IAM_ROLE} by {names}: RDS would refuse its password"
        )
