"""The SQL of carts. `orders.carts.cart_key` makes their keys, the column `owner`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.money import Money
from orders.carts.domain import CartItem, LeftOutItem
from orders.domain import MAX_LINES
from orders.tables import cart_items, cart_left_out, carts


async def list_items(connection: AsyncConnection, cart_key: str) -> list[CartItem]:
    """Return the cart's items, first added first."""
    in_cart = (
        sa.select(cart_items)
        .join(carts, carts.c.id == cart_items.c.cart_id)
        .where(carts.c.owner == cart_key)
        .order_by(cart_items.c.added_at, cart_items.c.product_id)
    )
    return [
        CartItem(
            row.product_id,
            row.quantity,
            Money(row.added_price, row.currency),
            Money(row.shown_price, row.currency),
        )
        for row in await connection.execute(in_cart)
    ]


async def lock_cart(connection: AsyncConnection, cart_key: str) -> UUID | None:
    """Return the cart's id, None if there is no such cart. Lock it until the commit."""
    touched = (
        sa.update(carts)
        .where(carts.c.owner == cart_key)
        .values(updated_at=sa.func.now())
        .returning(carts.c.id)
    )
    cart_id: UUID | None = (await connection.execute(touched)).scalar_one_or_none()
    return cart_id


async def get_or_create_cart(connection: AsyncConnection, cart_key: str) -> UUID:
    """Return the cart's id; create the cart if there is none. Lock it until the commit."""
    created = insert(carts).values(owner=cart_key)
    locked = created.on_conflict_do_update(
        index_elements=[carts.c.owner], set_={"updated_at": sa.func.now()}
    ).returning(carts.c.id)
    cart_id: UUID = (await connection.execute(locked)).scalar_one()
    return cart_id


async def upsert_items(
    connection: AsyncConnection, cart_id: UUID, items: Sequence[CartItem]
) -> None:
    """Add these items; replace those whose products are in the cart."""
    rows = [
        {
            "cart_id": cart_id,
            "product_id": item.product_id,
            "quantity": item.quantity,
            "added_price": item.added_price.amount,
            "shown_price": item.shown_price.amount,
            "currency": item.added_price.currency,
        }
        for item in items
    ]
    added = insert(cart_items)
    changed = ("quantity", "added_price", "shown_price", "currency")
    await connection.execute(
        added.on_conflict_do_update(
            index_elements=[cart_items.c.cart_id, cart_items.c.product_id],
            set_={column: added.excluded[column] for column in changed},
        ),
        rows,
    )


async def remove_item(connection: AsyncConnection, cart_key: str, product_id: UUID) -> None:
    """Remove a product, if it is in the cart or was left out of it."""
    for table in (cart_items, cart_left_out):
        await connection.execute(
            sa.delete(table).where(
                table.c.cart_id == carts.c.id,
                carts.c.owner == cart_key,
                table.c.product_id == product_id,
            )
        )


async def leave_out(
    connection: AsyncConnection, cart_id: UUID, items: Sequence[LeftOutItem]
) -> None:
    """Note what the cart had no room for, until it is added or removed."""
    if not items:
        return
    rows = [
        {"cart_id": cart_id, "product_id": item.product_id, "quantity": item.quantity}
        for item in items
    ]
    added = insert(cart_left_out)
    await connection.execute(
        added.on_conflict_do_update(
            index_elements=[cart_left_out.c.cart_id, cart_left_out.c.product_id],
            set_={"quantity": added.excluded.quantity, "added_at": added.excluded.added_at},
        ),
        rows,
    )


async def list_left_out(connection: AsyncConnection, cart_key: str) -> list[LeftOutItem]:
    """Return what the cart had no room for: the latest, as many as a cart holds."""
    left_out = (
        sa.select(cart_left_out.c.product_id, cart_left_out.c.quantity)
        .join(carts, carts.c.id == cart_left_out.c.cart_id)
        .where(carts.c.owner == cart_key)
        .order_by(cart_left_out.c.added_at.desc(), cart_left_out.c.product_id)
        .limit(MAX_LINES)
    )
    return [LeftOutItem(row.product_id, row.quantity) for row in await connection.execute(left_out)]


async def take_in(connection: AsyncConnection, cart_id: UUID, product_id: UUID) -> None:
    """Forget that a product was left out: it is in the cart now."""
    await connection.execute(
        sa.delete(cart_left_out).where(
            cart_left_out.c.cart_id == cart_id, cart_left_out.c.product_id == product_id
        )
    )


async def delete_old_guest_carts(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Delete carts of guests that have not changed since `before`; return how many."""
    old = (
        sa.select(carts.c.id)
        .where(carts.c.owner.like("guest:%"), carts.c.updated_at < before)
        .order_by(carts.c.updated_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return (await connection.execute(sa.delete(carts).where(carts.c.id.in_(old)))).rowcount


async def record_shown_prices(
    connection: AsyncConnection, cart_key: str, prices: Mapping[UUID, Money]
) -> None:
    """Record the prices that the shopper is shown."""
    for product_id, price in prices.items():
        await connection.execute(
            sa.update(cart_items)
            .where(
                cart_items.c.cart_id == carts.c.id,
                carts.c.owner == cart_key,
                cart_items.c.product_id == product_id,
            )
            .values(shown_price=price.amount, currency=price.currency)
        )


async def delete_cart(connection: AsyncConnection, cart_key: str) -> None:
    """Delete the cart and its items."""
    await connection.execute(sa.delete(carts).where(carts.c.owner == cart_key))
