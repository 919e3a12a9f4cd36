"""Checks of the outbox: every change of an order has its messages, and each of them once."""

from orders.audit.check import Check

NOTIFICATIONS = Check(
    "told",
    "For each status in an order's history there is one event and, except for delivered, one "
    "notification of the buyer on each channel asked for; there are no others. Guests who "
    "cancelled need not have had an SMS about it.",
    """
    WITH due AS (
        SELECT order_id, 'order.' || status AS kind, false AS is_optional FROM order_history
        UNION
        SELECT order_id, 'tell.' || channel || '.' || order_history.status,
            channel = 'sms' AND order_history.status = 'cancelled' AND actor = 'guest'
        FROM order_history
        JOIN orders ON orders.id = order_id
        CROSS JOIN unnest(channels) AS channel
        WHERE order_history.status <> 'delivered'
    ),
    enqueued AS (
        SELECT subject AS order_id, kind, count(*) AS times
        FROM outbox
        WHERE kind LIKE 'order.%' OR kind LIKE 'tell.%'
        GROUP BY subject, kind
    )
    SELECT
        order_id, CAST(NULL AS uuid) AS product_id,
        CASE
            WHEN times IS NULL THEN 'a message is missing'
            WHEN due.kind IS NULL THEN 'a message does not match the order''s history or channels'
            ELSE 'a message is a duplicate'
        END AS wrong,
        CASE WHEN due.kind IS NULL THEN 'no ' ELSE '1 ' END || kind AS expected,
        CAST(coalesce(times, 0) AS text) AS found
    FROM due FULL JOIN enqueued USING (order_id, kind)
    WHERE due.kind IS NULL OR times > 1 OR times IS NULL AND NOT is_optional
    UNION ALL
    SELECT subject, NULL, 'a message is of an unknown kind', 'no ' || kind, '1'
    FROM outbox
    WHERE kind NOT LIKE 'order.%' AND kind NOT LIKE 'tell.%'
        AND kind NOT IN ('receipt', 'stock.changed')
    """,
)

ONE_RECEIPT = Check(
    "receipt",
    "An order has one message that asks for its receipt. Once that is delivered, the receipt is in "
    "the bucket under the order's id, and not empty; nothing else is in the bucket.",
    """
    WITH enqueued AS (
        SELECT subject AS order_id, count(*) AS times
        FROM outbox
        WHERE kind = 'receipt'
        GROUP BY subject
    )
    SELECT
        coalesce(id, order_id) AS order_id, CAST(NULL AS uuid) AS product_id,
        CASE
            WHEN id IS NULL THEN 'a message asks for the receipt of no order'
            WHEN times IS NULL THEN 'no message asks for its receipt'
            ELSE 'more than one message asks for its receipt'
        END AS wrong,
        CASE WHEN id IS NULL THEN '0' ELSE '1' END AS expected,
        CAST(coalesce(times, 0) AS text) AS found
    FROM orders FULL JOIN enqueued ON enqueued.order_id = orders.id
    WHERE id IS NULL OR times IS DISTINCT FROM 1
    """,
)
