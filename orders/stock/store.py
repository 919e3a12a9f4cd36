"""The SQL of stock. Rows are locked in the order of their ids, so that nothing deadlocks."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db.asyncpg_connection import DirectConnection
from orders.tables import stock

_LEVELS = sa.select(stock.c.product_id, stock.c.on_hand).where(
    stock.c.product_id == sa.any_(sa.bindparam("product_ids", type_=pg.ARRAY(sa.Uuid())))
)


async def get_levels(connection: DirectConnection, product_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the units on hand; products that were never stocked are left out."""
    return dict(await connection.fetch(_LEVELS, {"product_ids": list(product_ids)}))


_LEVELS_TO_SET = (
    "unnest(CAST(:product_ids AS uuid[]), CAST(:levels AS bigint[])) AS level(product_id, on_hand)"
)

_INSERT = sa.text(f"""
INSERT INTO stock (product_id, on_hand, version)
SELECT product_id, on_hand, 1 FROM {_LEVELS_TO_SET}
ON CONFLICT DO NOTHING
RETURNING product_id
""")  # noqa: S608 (of constants alone)

# A new product counts as available before, as it does in catalog, so that an event is enqueued only
# if it has no units. Otherwise an import would enqueue one for every product.
_SET = sa.text(f"""
WITH level AS (SELECT * FROM {_LEVELS_TO_SET}),
new AS (SELECT * FROM level WHERE product_id = ANY(CAST(:new AS uuid[]))),
before AS MATERIALIZED (
    SELECT product_id, on_hand
    FROM stock
    WHERE product_id = ANY(CAST(:product_ids AS uuid[]))
    ORDER BY product_id
    FOR UPDATE
),
changed AS (
    UPDATE stock
    SET on_hand = level.on_hand, version = stock.version + 1
    FROM level JOIN before USING (product_id)
    WHERE stock.product_id = level.product_id AND stock.on_hand <> level.on_hand
    RETURNING stock.product_id, stock.version, level.on_hand,
        level.on_hand - before.on_hand AS delta
),
adjusted AS (
    INSERT INTO stock_adjustments (product_id, delta, actor)
    SELECT product_id, delta, CAST(:actor AS uuid) FROM changed
    UNION ALL
    SELECT product_id, on_hand, CAST(:actor AS uuid) FROM new WHERE on_hand <> 0
)
INSERT INTO outbox (kind, subject, payload)
SELECT 'stock.changed', product_id,
    jsonb_build_object('available', on_hand > 0, 'version', version)
FROM (
    SELECT product_id, on_hand, version FROM changed WHERE (on_hand = 0) <> (on_hand - delta = 0)
    UNION ALL
    SELECT product_id, 0, 1 FROM new WHERE on_hand = 0
) AS availability
""")  # noqa: S608 (as above)


async def set_levels(connection: AsyncConnection, levels: Mapping[UUID, int], actor: UUID) -> None:
    """Set the units on hand, record the adjustments, and enqueue the changes of availability.

    Needs a transaction: rows must exist before they can be locked.
    """
    product_ids = sorted(levels)
    parameters = {
        "product_ids": product_ids,
        "levels": [levels[product_id] for product_id in product_ids],
    }
    new = list((await connection.execute(_INSERT, parameters)).scalars())
    await connection.execute(_SET, {**parameters, "new": new, "actor": actor})


_RESTOCK = sa.text("""
WITH returned AS (
    SELECT product_id, sum(quantity) AS quantity
    FROM order_lines WHERE order_id = :order_id
    GROUP BY product_id
),
locked_stock AS MATERIALIZED (
    SELECT product_id
    FROM stock
    WHERE product_id IN (SELECT product_id FROM returned)
    ORDER BY product_id
    FOR UPDATE
),
changed AS (
    UPDATE stock
    SET on_hand = stock.on_hand + returned.quantity, version = stock.version + 1
    FROM returned JOIN locked_stock USING (product_id)
    WHERE stock.product_id = returned.product_id
    RETURNING stock.product_id, stock.version, stock.on_hand = returned.quantity AS was_sold_out
)
INSERT INTO outbox (kind, subject, payload)
SELECT 'stock.changed', product_id, jsonb_build_object('available', true, 'version', version)
FROM changed WHERE was_sold_out
""")


async def restock_order(connection: AsyncConnection, order_id: UUID) -> None:
    """Return the order's units to stock. The caller makes sure that it happens once."""
    await connection.execute(_RESTOCK, {"order_id": order_id})
