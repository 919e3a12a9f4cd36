"""The SQL of accounts."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.request_context import Role
from users.domain import Account, Channel, Email, ProfileChanges
from users.tables import accounts

_Row = sa.Row[*tuple[Any, ...]]

ACCOUNT = (
    accounts.c.id,
    accounts.c.email,
    accounts.c.name,
    accounts.c.phone,
    accounts.c.language,
    accounts.c.role,
    accounts.c.created_at,
    accounts.c.channels,
    accounts.c.email_confirmed_at,
)
"""The columns that `to_account` reads."""


@dataclass(frozen=True, slots=True)
class StoredCredentials:
    """An account with the hash of its password."""

    account: Account
    password_hash: str = field(repr=False)


async def add_account(
    connection: AsyncConnection, account: Account, email: Email, password_hash: str
) -> bool:
    """Insert the account; return False if another has its e-mail."""
    values = asdict(account) | {"email_key": email.key, "password_hash": password_hash}
    statement = insert(accounts).values(values).on_conflict_do_nothing(index_elements=["email_key"])
    return (await connection.execute(statement)).rowcount == 1


async def find_account(connection: AsyncConnection, account_id: UUID) -> Account | None:
    """Return the account, None if there is none."""
    statement = sa.select(*ACCOUNT).where(accounts.c.id == account_id)
    return to_account((await connection.execute(statement)).one_or_none())


async def find_credentials_by_email(
    connection: AsyncConnection, email: Email
) -> StoredCredentials | None:
    """Return the credentials of the account with this e-mail, None if there is none."""
    return await _find_credentials(connection, accounts.c.email_key == email.key)


async def find_credentials(
    connection: AsyncConnection, account_id: UUID
) -> StoredCredentials | None:
    """Return the account's credentials, None if there is no such account."""
    return await _find_credentials(connection, accounts.c.id == account_id)


async def _find_credentials(
    connection: AsyncConnection, condition: sa.ColumnElement[bool]
) -> StoredCredentials | None:
    statement = sa.select(*ACCOUNT, accounts.c.password_hash).where(condition)
    row = (await connection.execute(statement)).one_or_none()
    account = to_account(row)
    return StoredCredentials(account, row.password_hash) if row and account else None


async def lock_account(connection: AsyncConnection, account_id: UUID) -> bool:
    """Lock the account against changes until the commit; return False if there is none."""
    statement = sa.select(accounts.c.id).where(accounts.c.id == account_id).with_for_update()
    return (await connection.execute(statement)).one_or_none() is not None


async def lock_password_hash(connection: AsyncConnection, account_id: UUID) -> str | None:
    """Lock the account as lock_account does; return its password hash, None if there is none."""
    statement = sa.select(accounts.c.password_hash).where(accounts.c.id == account_id)
    return (await connection.execute(statement.with_for_update())).scalar_one_or_none()


async def update_account(
    connection: AsyncConnection, account_id: UUID, changes: ProfileChanges
) -> Account | None:
    """Apply the changes, at least one; return the account, None if there is none."""
    return await _update(connection, accounts.c.id == account_id, dict(changes))


async def update_role(connection: AsyncConnection, email: Email, role: Role) -> Account | None:
    """Set the role of the account with this e-mail; return it, None if there is none."""
    return await _update(connection, accounts.c.email_key == email.key, {"role": role})


async def update_password_hash(
    connection: AsyncConnection, account_id: UUID, password_hash: str
) -> None:
    """Set the hash of the account's password."""
    statement = sa.update(accounts).where(accounts.c.id == account_id)
    await connection.execute(statement.values(password_hash=password_hash))


async def confirm_email(connection: AsyncConnection, account_id: UUID, at: datetime) -> None:
    """Record when the account's e-mail was confirmed, unless it was before."""
    statement = sa.update(accounts).where(
        accounts.c.id == account_id, accounts.c.email_confirmed_at.is_(None)
    )
    await connection.execute(statement.values(email_confirmed_at=at))


async def delete_account(connection: AsyncConnection, account_id: UUID) -> bool:
    """Delete the account and, by foreign keys, all it owns; return False if there is none."""
    statement = sa.delete(accounts).where(accounts.c.id == account_id)
    return (await connection.execute(statement)).rowcount == 1


async def _update(
    connection: AsyncConnection, condition: sa.ColumnElement[bool], values: dict[str, Any]
) -> Account | None:
    statement = sa.update(accounts).where(condition).values(values).returning(*ACCOUNT)
    return to_account((await connection.execute(statement)).one_or_none())


def to_account(row: _Row | None) -> Account | None:
    """Convert a row of ACCOUNT, if there is one."""
    if row is None:
        return None
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        phone=row.phone,
        language=row.language,
        role=Role(row.role),
        created_at=row.created_at,
        channels=tuple(Channel(channel) for channel in row.channels),
        email_confirmed_at=row.email_confirmed_at,
    )
