"""The one SQL statement that places an order: it changes stock, order, outbox and cart, or none."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from chassis.db.asyncpg_connection import DirectConnection
from orders.domain import Shortage, total_of
from orders.limits.domain import WINDOW, lines_over
from orders.limits.store import GIVE_BACK
from orders.placement.purchase import Outcome, Purchase

# A single statement is a transaction and one round trip, so that the lock on a product that
# everybody wants is held for as short a time as can be.
#
# `locked_stock` locks the stock rows in the order of their ids, so that two purchases of the same
# products cannot deadlock, and reads what earlier purchases left. `purchase` is one row if there is
# stock for every line, else none, and all that follows depends on it. Of two requests with one key,
# one inserts its row; the other waits for it and inserts none. Of two that buy one cart, the second
# finds it emptied (`cart_changes`). If all of this were wrong, the table's CHECK (on_hand >= 0)
# would undo the whole statement.
#
# `decremented` subtracts from what `locked_stock` read under the lock, not from `stock.on_hand`.
# PostgreSQL computes the new row from the version in the statement's snapshot first, and checks it,
# before it turns to the newest version. For a product that was restocked while the buyer waited,
# the first would be negative, and refused.
#
# `limited` has a row for each address, contact or account that the order is held against
# (orders.limits). What they have ordered is read as of the statement's snapshot; `counted` then
# changes their buckets only if these have the version that was read, so that of several orders of
# one buyer at once, which have not seen each other, one is placed and the others try again. Such
# another may have counted itself in some of its buckets, those that the first has not changed:
# `place` gives that back. The LATERAL with OFFSET 0 keeps the planner to the indexes: it may plan
# while the tables are still empty, and must not read all orders of a popular product.
PLACE = sa.text("""
WITH requested AS (
    SELECT product_id, position, name, quantity, unit_price
    FROM unnest(
        CAST(:product_ids AS uuid[]), CAST(:names AS text[]),
        CAST(:quantities AS integer[]), CAST(:unit_prices AS bigint[])
    ) WITH ORDINALITY AS line(product_id, name, quantity, unit_price, position)
),
locked_stock AS MATERIALIZED (
    SELECT product_id, on_hand
    FROM stock
    WHERE product_id = ANY(CAST(:product_ids AS uuid[]))
    ORDER BY product_id
    FOR UPDATE
),
shortages AS (
    SELECT requested.product_id, requested.quantity AS requested,
        coalesce(on_hand, 0) AS available
    FROM requested LEFT JOIN locked_stock USING (product_id)
    WHERE coalesce(on_hand, 0) < requested.quantity
),
cart AS MATERIALIZED (
    SELECT cart_items.product_id, cart_items.quantity
    FROM carts JOIN cart_items ON cart_items.cart_id = carts.id
    WHERE carts.owner = CAST(:cart_key AS text)
    ORDER BY cart_items.product_id
    FOR UPDATE OF cart_items
),
cart_changes AS (
    SELECT product_id
    FROM requested FULL JOIN cart USING (product_id)
    WHERE CAST(:cart_key AS text) IS NOT NULL
        AND requested.quantity IS DISTINCT FROM cart.quantity
),
limited AS MATERIALIZED (
    SELECT key, spacing, units_of_product, units
    FROM unnest(
        CAST(:limit_keys AS bytea[]), CAST(:limit_spacings AS interval[]),
        CAST(:limits_of_product AS integer[]), CAST(:limits_in_all AS integer[])
    ) AS allowance(key, spacing, units_of_product, units)
),
buckets AS MATERIALIZED (
    SELECT limited.key, spacing, even_at, coalesce(version, 0) AS version
    FROM limited LEFT JOIN LATERAL (
        SELECT even_at, version FROM limits WHERE limits.key = limited.key OFFSET 0
    ) AS bucket ON true
),
wait AS MATERIALIZED (
    SELECT max(even_at + spacing) - CAST(:window AS interval) - CAST(:now AS timestamptz) AS time
    FROM buckets
    WHERE spacing > interval '0'
        AND even_at + spacing > CAST(:now AS timestamptz) + CAST(:window AS interval)
),
held AS MATERIALIZED (
    SELECT limited.key, line.product_id, sum(line.quantity) AS units
    FROM limited
    CROSS JOIN LATERAL (
        SELECT order_id FROM order_holders WHERE order_holders.key = limited.key OFFSET 0
    ) AS holder
    CROSS JOIN LATERAL (
        SELECT order_lines.product_id, order_lines.quantity
        FROM orders JOIN order_lines ON order_lines.order_id = orders.id
        WHERE orders.id = holder.order_id AND orders.status = 'confirmed'
        OFFSET 0
    ) AS line
    GROUP BY limited.key, line.product_id
),
left_of_product AS MATERIALIZED (
    SELECT requested.product_id,
        CAST(min(limited.units_of_product - coalesce(held.units, 0)) AS bigint) AS units
    FROM requested CROSS JOIN limited LEFT JOIN held USING (key, product_id)
    WHERE limited.units_of_product > 0
    GROUP BY requested.product_id, requested.quantity
    HAVING requested.quantity > min(limited.units_of_product - coalesce(held.units, 0))
),
left_in_all AS MATERIALIZED (
    SELECT CAST(min(limited.units - coalesce(total.units, 0)) AS bigint) AS units
    FROM limited
    LEFT JOIN (SELECT key, sum(units) AS units FROM held GROUP BY key) AS total USING (key)
    WHERE limited.units > 0
    HAVING (SELECT sum(quantity) FROM requested) > min(limited.units - coalesce(total.units, 0))
),
counted AS (
    INSERT INTO limits AS bucket (key, even_at, version)
    SELECT key, greatest(even_at, CAST(:now AS timestamptz)) + spacing, version + 1
    FROM buckets
    WHERE NOT EXISTS (SELECT FROM shortages) AND NOT EXISTS (SELECT FROM cart_changes)
        AND (SELECT time FROM wait) IS NULL
        AND NOT EXISTS (SELECT FROM left_of_product) AND NOT EXISTS (SELECT FROM left_in_all)
        AND NOT EXISTS (
            SELECT FROM orders WHERE scope = :scope AND idempotency_key = :idempotency_key
        )
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET even_at = excluded.even_at, version = excluded.version
    WHERE bucket.version = excluded.version - 1
    RETURNING key
),
purchase AS (
    INSERT INTO orders (
        id, customer_id, scope, idempotency_key, request_hash, status, currency, total,
        contact, address, channels, language, guest_token, created_at, terms, guest_cart
    )
    SELECT
        :id, :customer_id, :scope, :idempotency_key, :request_hash, 'confirmed', :currency, :total,
        CAST(:contact AS jsonb), CAST(:address AS jsonb), CAST(:channels AS text[]), :language,
        :guest_token, :now, CAST(:terms AS jsonb), CAST(:guest_cart AS text)
    WHERE NOT EXISTS (SELECT FROM shortages) AND NOT EXISTS (SELECT FROM cart_changes)
        AND (SELECT count(*) FROM counted) = (SELECT count(*) FROM limited)
    ON CONFLICT (scope, idempotency_key) DO NOTHING
    RETURNING id, number
),
holders AS (
    INSERT INTO order_holders (key, order_id)
    SELECT limited.key, purchase.id FROM purchase, limited
    WHERE limited.units_of_product > 0 OR limited.units > 0
),
lines AS (
    INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price)
    SELECT purchase.id, position, product_id, name, quantity, unit_price
    FROM purchase, requested
),
history AS (
    INSERT INTO order_history (order_id, status, actor, changed_at)
    SELECT id, 'confirmed', :scope, :now FROM purchase
),
decremented AS (
    UPDATE stock
    SET on_hand = locked_stock.on_hand - requested.quantity, version = stock.version + 1
    FROM purchase, requested JOIN locked_stock USING (product_id)
    WHERE stock.product_id = requested.product_id
    RETURNING stock.product_id, stock.on_hand, stock.version
),
messages AS (
    INSERT INTO outbox (kind, subject)
    SELECT kind, purchase.id FROM purchase, unnest(CAST(:message_kinds AS text[])) AS kind
),
sold_out AS (
    INSERT INTO outbox (kind, subject, payload)
    SELECT 'stock.changed', product_id,
        jsonb_build_object('available', false, 'version', version)
    FROM decremented WHERE on_hand = 0
),
emptied AS (
    DELETE FROM cart_items USING carts, purchase
    WHERE cart_items.cart_id = carts.id AND carts.owner = CAST(:cart_key AS text)
)
SELECT
    (SELECT number FROM purchase) AS number,
    (SELECT jsonb_agg(to_jsonb(shortages)) FROM shortages) AS shortages,
    (SELECT time FROM wait) AS wait,
    (SELECT jsonb_object_agg(product_id, units) FROM left_of_product) AS left_of_product,
    (SELECT units FROM left_in_all) AS left_in_all,
    (SELECT array_agg(key) FROM counted WHERE NOT EXISTS (SELECT FROM purchase)) AS miscounted
""")
"""Run by `place`, and by the benchmark that measures it without the store."""


# Of one buyer's orders that wait for each other here, each sees those before it.
_TAKE_TURN = sa.text("""
SELECT pg_advisory_xact_lock(hashtextextended(encode(key, 'hex'), 0))
FROM unnest(CAST(:keys AS bytea[])) AS key
""")


async def place_in_turn(connection: DirectConnection, purchase: Purchase, now: datetime) -> Outcome:
    """Place the order after those of the same buyer that are being placed, or change nothing."""
    async with connection.transaction():
        await connection.fetch(_TAKE_TURN, {"keys": [each.key for each in purchase.allowances]})
        return await place(connection, purchase, now)


async def place(connection: DirectConnection, purchase: Purchase, now: datetime) -> Outcome:
    """Place the order, or change nothing."""
    total = total_of(purchase.lines)
    parameters = {
        "id": purchase.id,
        "customer_id": purchase.buyer.customer_id,
        "scope": purchase.scope,
        "idempotency_key": purchase.idempotency_key,
        "request_hash": purchase.request_hash,
        "currency": total.currency,
        "total": total.amount,
        "contact": _json(purchase.buyer.contact),
        "address": _json(purchase.buyer.address),
        "channels": list(purchase.buyer.channels),
        "language": purchase.buyer.language,
        "guest_token": purchase.guest_token,
        "terms": _json(purchase.terms),
        "now": now,
        "product_ids": [line.product_id for line in purchase.lines],
        "names": [line.name for line in purchase.lines],
        "quantities": [line.quantity for line in purchase.lines],
        "unit_prices": [line.unit_price.amount for line in purchase.lines],
        "message_kinds": list(purchase.message_kinds),
        "cart_key": purchase.cart_key,
        "guest_cart": purchase.guest_cart,
        "window": WINDOW,
        "limit_keys": [each.key for each in purchase.allowances],
        "limit_spacings": [each.spacing for each in purchase.allowances],
        "limits_of_product": [each.units_of_product for each in purchase.allowances],
        "limits_in_all": [each.units for each in purchase.allowances],
    }
    (row,) = await connection.fetch(PLACE, parameters)
    number, shortages, wait, left_of_product, left_in_all, miscounted = row
    if miscounted:
        await _give_back(connection, purchase, miscounted)
    return Outcome(
        number=number,
        wait=wait,
        over=lines_over(purchase.lines, _by_product(left_of_product), left_in_all),
        shortages=tuple(
            Shortage(UUID(shortage["product_id"]), shortage["requested"], shortage["available"])
            for shortage in shortages or ()
        ),
    )


async def _give_back(
    connection: DirectConnection, purchase: Purchase, keys: Collection[bytes]
) -> None:
    """Give back what a purchase that was not placed has counted in the buckets of these keys."""
    for allowance in purchase.allowances:
        if allowance.key in keys and allowance.spacing:
            values = {"key": allowance.key, "spacing": allowance.spacing}
            await connection.fetch(GIVE_BACK, values)


def _by_product(units: Mapping[str, int] | None) -> dict[UUID, int]:
    return {UUID(product_id): left for product_id, left in (units or {}).items()}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
