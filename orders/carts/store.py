"""The SQL of carts. An owner is the key that orders.carts.cart_owner makes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.money import Money
from orders.carts.domain import CartItem
from orders.tables import cart_items, carts


async def items_of(connection: AsyncConnection, owner: str) -> list[CartItem]:
    """Return what is in the cart, first put in first."""
    found = (
        sa.select(cart_items)
        .join(carts, carts.c.id == cart_items.c.cart_id)
        .where(carts.c.owner == owner)
        .order_by(cart_items.c.added_at, cart_items.c.product_id)
    )
    return [
        CartItem(
            row.product_id,
            row.quantity,
            Money(row.added_price, row.currency),
            Money(row.shown_price, row.currency),
        )
        for row in await connection.execute(found)
    ]


async def open_cart(connection: AsyncConnection, owner: str) -> UUID:
    """Return the owner's cart, begun if need be, and locked until the transaction ends."""
    begin = insert(carts).values(owner=owner)
    opened = begin.on_conflict_do_update(
        index_elements=[carts.c.owner], set_={"updated_at": sa.func.now()}
    ).returning(carts.c.id)
    cart_id: UUID = (await connection.execute(opened)).scalar_one()
    return cart_id


async def put_items(connection: AsyncConnection, cart_id: UUID, items: Sequence[CartItem]) -> None:
    """Put items in, or change those that are in."""
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
    put = insert(cart_items)
    changed = ("quantity", "added_price", "shown_price", "currency")
    await connection.execute(
        put.on_conflict_do_update(
            index_elements=[cart_items.c.cart_id, cart_items.c.product_id],
            set_={column: put.excluded[column] for column in changed},
        ),
        rows,
    )


async def remove_item(connection: AsyncConnection, owner: str, product_id: UUID) -> None:
    """Take a product out, if it is in."""
    await connection.execute(
        sa.delete(cart_items).where(
            cart_items.c.cart_id == carts.c.id,
            carts.c.owner == owner,
            cart_items.c.product_id == product_id,
        )
    )


async def note_shown(connection: AsyncConnection, owner: str, prices: Mapping[UUID, Money]) -> None:
    """Keep the prices that the shopper has just been shown."""
    for product_id, price in prices.items():
        await connection.execute(
            sa.update(cart_items)
            .where(
                cart_items.c.cart_id == carts.c.id,
                carts.c.owner == owner,
                cart_items.c.product_id == product_id,
            )
            .values(shown_price=price.amount, currency=price.currency)
        )


async def drop_cart(connection: AsyncConnection, owner: str) -> None:
    """Throw the cart away with what is in it."""
    await connection.execute(sa.delete(carts).where(carts.c.owner == owner))
