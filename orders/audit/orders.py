"""Checks of the orders: their lines, their totals and their history."""

from orders.audit.check import Check
from orders.domain import PREVIOUS_STATUS, Status


def path_to(status: Status) -> tuple[Status, ...]:
    """Return the statuses that lead to this one, and this one as the last."""
    before = PREVIOUS_STATUS.get(status)
    return (*(path_to(before) if before else ()), status)


_PATHS = ", ".join(
    f"('{status}', {len(path_to(status))}, '{' → '.join(path_to(status))}')" for status in Status
)

TOTALS = Check(
    "totals",
    "An order has lines, numbered from 1, and its total is the sum of their prices.",
    """
    WITH summed AS (
        SELECT order_id, count(*) AS lines, min(position) AS first, max(position) AS last,
            sum(quantity * unit_price) AS cost
        FROM order_lines
        GROUP BY order_id
    ),
    odd AS (
        SELECT id AS order_id, total, coalesce(lines, 0) AS lines, first, last, cost
        FROM orders LEFT JOIN summed ON summed.order_id = orders.id
        WHERE lines IS NULL OR first <> 1 OR last <> lines OR cost <> total
    )
    SELECT
        order_id, CAST(NULL AS uuid) AS product_id,
        'it has no lines' AS wrong, 'at least 1' AS expected, '0' AS found
    FROM odd WHERE lines = 0
    UNION ALL
    SELECT
        order_id, NULL, 'its lines are not numbered one by one',
        '1 to ' || lines, first || ' to ' || last
    FROM odd WHERE first <> 1 OR last <> lines
    UNION ALL
    SELECT
        order_id, NULL, 'its total is not what its lines cost',
        CAST(cost AS text), CAST(total AS text)
    FROM odd WHERE cost <> total
    """,
)

# The statuses in chronological order must be the one path to the order's status. This comparison
# checks the first, the last, all between them, and their times. Statuses with the same time are
# sorted in the order in which they can follow each other.
HISTORY = Check(
    "history",
    "An order's history leads to its status, in chronological order, each step with its actor.",
    f"""
    WITH path (status, length, steps) AS (VALUES {_PATHS}),
    taken AS (
        SELECT order_id, string_agg(status, ' → ' ORDER BY changed_at, length) AS steps
        FROM order_history LEFT JOIN path USING (status)
        GROUP BY order_id
    )
    SELECT
        orders.id AS order_id, CAST(NULL AS uuid) AS product_id,
        CASE
            WHEN taken.steps IS NULL THEN 'it has no history'
            ELSE 'its history does not lead to its status'
        END AS wrong,
        coalesce(path.steps, 'a path to ' || orders.status) AS expected,
        coalesce(taken.steps, 'none') AS found
    FROM orders LEFT JOIN path USING (status) LEFT JOIN taken ON taken.order_id = orders.id
    WHERE taken.steps IS DISTINCT FROM path.steps OR path.steps IS NULL
    UNION ALL
    SELECT
        id, NULL, 'its history does not begin when it was placed',
        CAST(created_at AS text), CAST(changed_at AS text)
    FROM orders JOIN order_history ON order_id = id AND order_history.status = 'confirmed'
    WHERE changed_at <> created_at
    UNION ALL
    SELECT
        order_id, NULL, 'no actor is named for status ' || status, 'an actor', 'none'
    FROM order_history
    WHERE btrim(actor) = ''
    """,  # noqa: S608 (from our own enumeration)
)
