"""The SQL of stock. Rows are always locked in the order of their ids, so nobody waits in a ring."""

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


async def levels(connection: DirectConnection, product_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the units on hand; a product without stock kept is left out."""
    return dict(await connection.fetch(_LEVELS, {"product_ids": list(product_ids)}))


_SAID = (
    "unnest(CAST(:product_ids AS uuid[]), CAST(:levels AS bigint[])) AS said(product_id, on_hand)"
)

_BEGIN = sa.text(f"""
INSERT INTO stock (product_id, on_hand, version)
SELECT product_id, on_hand, 1 FROM {_SAID}
ON CONFLICT DO NOTHING
RETURNING product_id
""")  # noqa: S608 (no value of anybody's is in it)

# A product that is new to stock counts as available before, as in the catalogue: it is told of only
# when there is none. An import would tell of every product else.
_SET = sa.text(f"""
WITH said AS (SELECT * FROM {_SAID}),
new AS (SELECT * FROM said WHERE product_id = ANY(CAST(:new AS uuid[]))),
before AS MATERIALIZED (
    SELECT product_id, on_hand
    FROM stock
    WHERE product_id = ANY(CAST(:product_ids AS uuid[]))
    ORDER BY product_id
    FOR UPDATE
),
changed AS (
    UPDATE stock
    SET on_hand = said.on_hand, version = stock.version + 1
    FROM said JOIN before USING (product_id)
    WHERE stock.product_id = said.product_id AND stock.on_hand <> said.on_hand
    RETURNING stock.product_id, stock.version, said.on_hand, said.on_hand - before.on_hand AS delta
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
) AS crossing
""")  # noqa: S608 (as above)


async def set_levels(connection: AsyncConnection, wanted: Mapping[UUID, int], actor: UUID) -> None:
    """Say how many there are now, note the differences, and tell of what came or sold out.

    Needs a transaction: the rows must be there before they can be locked.
    """
    product_ids = sorted(wanted)
    said = {
        "product_ids": product_ids,
        "levels": [wanted[product_id] for product_id in product_ids],
    }
    new = list((await connection.execute(_BEGIN, said)).scalars())
    await connection.execute(_SET, {**said, "new": new, "actor": actor})


_PUT_BACK = sa.text("""
WITH returned AS (
    SELECT product_id, sum(quantity) AS quantity
    FROM order_lines WHERE order_id = :order_id
    GROUP BY product_id
),
shelf AS MATERIALIZED (
    SELECT product_id
    FROM stock
    WHERE product_id IN (SELECT product_id FROM returned)
    ORDER BY product_id
    FOR UPDATE
),
changed AS (
    UPDATE stock
    SET on_hand = stock.on_hand + returned.quantity, version = stock.version + 1
    FROM returned JOIN shelf USING (product_id)
    WHERE stock.product_id = returned.product_id
    RETURNING stock.product_id, stock.version, stock.on_hand = returned.quantity AS was_sold_out
)
INSERT INTO outbox (kind, subject, payload)
SELECT 'stock.changed', product_id, jsonb_build_object('available', true, 'version', version)
FROM changed WHERE was_sold_out
""")


async def put_back(connection: AsyncConnection, order_id: UUID) -> None:
    """Put what an order took back on the shelf; the caller sees to it that it is done once."""
    await connection.execute(_PUT_BACK, {"order_id": order_id})
