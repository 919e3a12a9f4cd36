"""Checks of the stock: every unit is accounted for, and its availability was published."""

from orders.audit.check import Check

ADDS_UP = Check(
    "stock-adds-up",
    "For each product, the adjustments by admins equal the units on hand plus the units in "
    "orders; cancelled orders do not count.",
    """
    WITH adjusted AS (
        SELECT product_id, sum(delta) AS units FROM stock_adjustments GROUP BY product_id
    ),
    reserved AS (
        SELECT product_id, coalesce(sum(quantity) FILTER (WHERE status <> 'cancelled'), 0) AS units
        FROM order_lines JOIN orders ON orders.id = order_lines.order_id
        GROUP BY product_id
    ),
    product AS (
        SELECT
            product_id, on_hand,
            coalesce(adjusted.units, 0) - coalesce(reserved.units, 0) AS expected
        FROM stock FULL JOIN adjusted USING (product_id) FULL JOIN reserved USING (product_id)
    )
    SELECT
        CAST(NULL AS uuid) AS order_id, product_id,
        CASE
            WHEN on_hand IS NULL THEN 'it has no stock row'
            ELSE 'units on hand are not the adjustments minus the orders'
        END AS wrong,
        CAST(expected AS text) AS expected,
        coalesce(CAST(on_hand AS text), 'none') AS found
    FROM product
    WHERE on_hand IS DISTINCT FROM expected
    """,
)

NOT_NEGATIVE = Check(
    "stock-not-negative",
    "The units on hand are never negative.",
    """
    SELECT
        CAST(NULL AS uuid) AS order_id, product_id,
        'the units on hand are negative' AS wrong,
        'at least 0' AS expected,
        CAST(on_hand AS text) AS found
    FROM stock
    WHERE on_hand < 0
    """,
)

# A message is enqueued when stock falls to zero or rises from it, so the newest one states the
# availability now. A product without a message counts as available: see orders/stock/store.py.
AVAILABILITY = Check(
    "availability",
    "The newest `stock.changed` message of a product says whether it is available now; "
    "there is at most one message for each version of its stock.",
    """
    WITH message AS (
        SELECT
            subject AS product_id,
            CAST(payload ->> 'version' AS bigint) AS version,
            CAST(payload ->> 'available' AS boolean) AS available
        FROM outbox
        WHERE kind = 'stock.changed'
    ),
    newest AS (
        SELECT DISTINCT ON (product_id) product_id, version, available
        FROM message
        ORDER BY product_id, version DESC NULLS FIRST
    ),
    published AS (
        SELECT product_id, on_hand, stock.version, newest.version AS published_version,
            coalesce(available, newest.product_id IS NULL) AS available
        FROM stock FULL JOIN newest USING (product_id)
    )
    SELECT
        CAST(NULL AS uuid) AS order_id, product_id,
        'the last published availability is wrong' AS wrong,
        CASE WHEN on_hand > 0 THEN 'available' ELSE 'sold out' END AS expected,
        CASE WHEN available THEN 'available' ELSE 'sold out' END
            || coalesce(' at version ' || published_version, '') AS found
    FROM published
    WHERE available <> (coalesce(on_hand, 0) > 0)
    UNION ALL
    SELECT
        NULL, product_id, 'a version was published that the stock has not reached',
        'at most ' || coalesce(version, 0), CAST(published_version AS text)
    FROM published
    WHERE published_version > coalesce(version, 0)
    UNION ALL
    SELECT
        NULL, product_id, 'a version was published twice',
        '1 message of version ' || coalesce(CAST(version AS text), 'none'), CAST(count(*) AS text)
    FROM message
    GROUP BY product_id, version
    HAVING count(*) > 1
    """,
)
