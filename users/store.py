"""The SQL of accounts and their addresses."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.request_context import Role
from users.domain import Account, Channel, Email, PostalAddress, ProfileChanges, SavedAddress
from users.tables import accounts, addresses

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
"""What `to_account` reads."""


@dataclass(frozen=True, slots=True)
class Login:
    """An account with what its password is checked against."""

    account: Account
    password_hash: str = field(repr=False)


async def add_account(
    connection: AsyncConnection, account: Account, email: Email, password_hash: str
) -> bool:
    """Keep a new account; False if another has its e-mail."""
    values = asdict(account) | {"email_key": email.key, "password_hash": password_hash}
    statement = insert(accounts).values(values).on_conflict_do_nothing(index_elements=["email_key"])
    return (await connection.execute(statement)).rowcount == 1


async def account_of(connection: AsyncConnection, account_id: UUID) -> Account | None:
    """Return the account, if it is there."""
    statement = sa.select(*ACCOUNT).where(accounts.c.id == account_id)
    return to_account((await connection.execute(statement)).one_or_none())


async def login_of(connection: AsyncConnection, email: Email) -> Login | None:
    """Return the account with this e-mail, if there is one."""
    return await _login(connection, accounts.c.email_key == email.key)


async def login_of_account(connection: AsyncConnection, account_id: UUID) -> Login | None:
    """Return the account, if it is there."""
    return await _login(connection, accounts.c.id == account_id)


async def _login(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> Login | None:
    statement = sa.select(*ACCOUNT, accounts.c.password_hash).where(which)
    row = (await connection.execute(statement)).one_or_none()
    account = to_account(row)
    return Login(account, row.password_hash) if row and account else None


async def hold_account(connection: AsyncConnection, account_id: UUID) -> bool:
    """Keep others from changing or closing the account until the commit; False if it is gone."""
    statement = sa.select(accounts.c.id).where(accounts.c.id == account_id).with_for_update()
    return (await connection.execute(statement)).one_or_none() is not None


async def hold_password_hash(connection: AsyncConnection, account_id: UUID) -> str | None:
    """As hold_account, and answer what its password is checked against; None if it is gone."""
    statement = sa.select(accounts.c.password_hash).where(accounts.c.id == account_id)
    return (await connection.execute(statement.with_for_update())).scalar_one_or_none()


async def change_account(
    connection: AsyncConnection, account_id: UUID, changes: ProfileChanges
) -> Account | None:
    """Change what is given and answer the account, if it is there."""
    return await _update_account(connection, accounts.c.id == account_id, dict(changes))


async def change_role(connection: AsyncConnection, email: Email, role: Role) -> Account | None:
    """Give the account another role and answer it, if it is there."""
    return await _update_account(connection, accounts.c.email_key == email.key, {"role": role})


async def change_password_hash(
    connection: AsyncConnection, account_id: UUID, password_hash: str
) -> None:
    """Keep another hash of the account's password."""
    statement = sa.update(accounts).where(accounts.c.id == account_id)
    await connection.execute(statement.values(password_hash=password_hash))


async def note_confirmed(connection: AsyncConnection, account_id: UUID, at: datetime) -> None:
    """Note when the account's e-mail was shown to be its owner's, unless it was before."""
    statement = sa.update(accounts).where(
        accounts.c.id == account_id, accounts.c.email_confirmed_at.is_(None)
    )
    await connection.execute(statement.values(email_confirmed_at=at))


async def remove_account(connection: AsyncConnection, account_id: UUID) -> bool:
    """Remove the account and, by its foreign keys, all that hangs on it; False if it is gone."""
    statement = sa.delete(accounts).where(accounts.c.id == account_id)
    return (await connection.execute(statement)).rowcount == 1


async def addresses_of(connection: AsyncConnection, account_id: UUID) -> Sequence[SavedAddress]:
    """Return the account's addresses, the oldest first."""
    statement = sa.select(addresses).where(addresses.c.account_id == account_id)
    rows = await connection.execute(statement.order_by(addresses.c.id))
    return [_address(row) for row in rows]


async def count_addresses(connection: AsyncConnection, account_id: UUID) -> int:
    """Return how many addresses the account keeps."""
    statement = sa.select(sa.func.count()).where(addresses.c.account_id == account_id)
    return (await connection.execute(statement)).scalar_one()


async def add_address(connection: AsyncConnection, account_id: UUID, saved: SavedAddress) -> None:
    """Keep one more address of an account that is held."""
    values = {"id": saved.id, "account_id": account_id, **asdict(saved.postal)}
    await connection.execute(sa.insert(addresses).values(values))


async def change_address(
    connection: AsyncConnection, account_id: UUID, saved: SavedAddress
) -> bool:
    """Put the address in the place of the one with its id; False if the account has none."""
    statement = sa.update(addresses).where(_is(account_id, saved.id)).values(asdict(saved.postal))
    return (await connection.execute(statement)).rowcount == 1


async def remove_address(connection: AsyncConnection, account_id: UUID, address_id: UUID) -> bool:
    """Remove the address; False if the account has none such."""
    statement = sa.delete(addresses).where(_is(account_id, address_id))
    return (await connection.execute(statement)).rowcount == 1


def _is(account_id: UUID, address_id: UUID) -> sa.ColumnElement[bool]:
    return (addresses.c.account_id == account_id) & (addresses.c.id == address_id)


async def _update_account(
    connection: AsyncConnection, which: sa.ColumnElement[bool], values: dict[str, Any]
) -> Account | None:
    statement = sa.update(accounts).where(which).values(values).returning(*ACCOUNT)
    return to_account((await connection.execute(statement)).one_or_none())


def to_account(row: _Row | None) -> Account | None:
    """Read a row of ACCOUNT, if there is one."""
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


def _address(row: _Row) -> SavedAddress:
    return SavedAddress(
        row.id,
        PostalAddress(
            line1=row.line1,
            line2=row.line2,
            city=row.city,
            region=row.region,
            postal_code=row.postal_code,
            country_code=row.country_code,
        ),
    )
