"""The SQL of past prices."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import PricePeriod
from catalog.tables import past_prices, products
from chassis.money import Money

WINDOW = timedelta(days=30)
"""For this long before a price was lowered, its lowest price is to be shown, and for this long
after: article 6a of Directive 98/6/EC (the "Omnibus" directive)."""


def lowest_before_reduction() -> sa.ColumnElement[int | None]:
    """Return the lowest price, in minor units, of the WINDOW before a price was last lowered.

    It is NULL unless the product's last change of price lowered it, within the WINDOW. It is for a
    query over `products`.
    """
    past = past_prices.alias("past")
    last = (
        sa.select(past.c.until, past.c.amount)
        .where(past.c.product_id == products.c.id)
        .order_by(past.c.until.desc())
        .limit(1)
        .correlate(products)
        .subquery("last")
        .lateral("last_change")
    )
    return (
        sa.select(sa.func.min(past_prices.c.amount))
        .select_from(sa.join(last, past_prices, past_prices.c.until > last.c.until - WINDOW))
        .where(
            past_prices.c.product_id == products.c.id,
            last.c.amount > products.c.price_amount,
            last.c.until > sa.func.now() - WINDOW,
        )
        .correlate(products)
        .scalar_subquery()
    )


async def list_periods(
    connection: AsyncConnection, product_id: UUID, before: datetime | None, limit: int
) -> list[PricePeriod] | None:
    """Return up to `limit` prices with their times, the newest first; None without a product.

    With `before`, the prices that had ended by that moment; without, the current one is first.
    """
    product = (
        await connection.execute(
            sa.select(products.c.created_at, products.c.price_amount, products.c.currency).where(
                products.c.id == product_id
            )
        )
    ).one_or_none()
    if product is None:
        return None
    query = sa.select(past_prices).where(past_prices.c.product_id == product_id)
    if before is not None:
        query = query.where(past_prices.c.until <= before)
    rows = await connection.execute(query.order_by(past_prices.c.until.desc()).limit(limit + 1))
    ended = [(row.until, Money(row.amount, row.currency)) for row in rows]
    current = [] if before else [(None, Money(product.price_amount, product.currency))]
    return _periods([*current, *ended], product.created_at)[:limit]


def _periods(
    prices: Sequence[tuple[datetime | None, Money]], created_at: datetime
) -> list[PricePeriod]:
    """Return the periods of prices that have their ends; the newest is first."""
    # Each began when the one before it ended, the oldest with the product.
    starts: list[Any] = [until for until, _ in prices[1:]]
    return [
        PricePeriod(price, since, until)
        for (until, price), since in zip(prices, [*starts, created_at], strict=True)
    ]
