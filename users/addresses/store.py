"""The SQL of addresses."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.contact.postal_address import PostalAddress
from users.domain import SavedAddress
from users.tables import addresses


async def list_addresses(connection: AsyncConnection, account_id: UUID) -> Sequence[SavedAddress]:
    """Return the account's addresses, oldest first."""
    statement = sa.select(addresses).where(addresses.c.account_id == account_id)
    rows = await connection.execute(statement.order_by(addresses.c.id))
    return [_to_address(row) for row in rows]


async def count_addresses(connection: AsyncConnection, account_id: UUID) -> int:
    """Return how many addresses the account has."""
    statement = sa.select(sa.func.count()).where(addresses.c.account_id == account_id)
    return (await connection.execute(statement)).scalar_one()


async def add_address(connection: AsyncConnection, account_id: UUID, saved: SavedAddress) -> None:
    """Insert an address of an account that is locked."""
    values = {"id": saved.id, "account_id": account_id, **_columns(saved.postal)}
    await connection.execute(sa.insert(addresses).values(values))


async def update_address(
    connection: AsyncConnection, account_id: UUID, saved: SavedAddress
) -> bool:
    """Replace the address with the same id; return False if the account has none."""
    statement = sa.update(addresses).where(_is(account_id, saved.id)).values(_columns(saved.postal))
    return (await connection.execute(statement)).rowcount == 1


async def delete_address(connection: AsyncConnection, account_id: UUID, address_id: UUID) -> bool:
    """Delete the address; return False if the account does not have it."""
    statement = sa.delete(addresses).where(_is(account_id, address_id))
    return (await connection.execute(statement)).rowcount == 1


async def delete_addresses(connection: AsyncConnection, account_id: UUID) -> None:
    """Delete all addresses of the account."""
    await connection.execute(sa.delete(addresses).where(addresses.c.account_id == account_id))


def _is(account_id: UUID, address_id: UUID) -> sa.ColumnElement[bool]:
    return (addresses.c.account_id == account_id) & (addresses.c.id == address_id)


def _columns(postal: PostalAddress) -> dict[str, str]:
    values = asdict(postal)
    values["country_code"] = values.pop("country")
    return values


def _to_address(row: sa.Row[*tuple[Any, ...]]) -> SavedAddress:
    return SavedAddress(
        row.id,
        PostalAddress(
            line1=row.line1,
            line2=row.line2,
            city=row.city,
            region=row.region,
            postal_code=row.postal_code,
            country=row.country_code,
        ),
    )
