"""Checks that the constraints of the database are in place."""

from orders.audit.check import Check

# As pg_get_constraintdef writes them. The definition of a constraint that is not valid or not
# enforced ends with NOT VALID or NOT ENFORCED, and so matches none of these.
REQUIRED = (
    ("stock", "PRIMARY KEY (product_id)"),
    ("stock", "CHECK ((on_hand >= 0))"),
    ("stock_adjustments", "PRIMARY KEY (id)"),
    ("orders", "PRIMARY KEY (id)"),
    ("orders", "UNIQUE (number)"),
    ("orders", "UNIQUE (scope, idempotency_key)"),
    ("orders", "CHECK ((total >= 0))"),
    ("orders", "CHECK (((customer_id IS NULL) = (guest_token IS NOT NULL)))"),
    ("order_lines", 'PRIMARY KEY (order_id, "position")'),
    ("order_lines", "FOREIGN KEY (order_id) REFERENCES orders(id)"),
    ("order_lines", "CHECK (((quantity >= 1) AND (quantity <= 999)))"),
    ("order_lines", "CHECK ((unit_price >= 0))"),
    ("order_history", "PRIMARY KEY (order_id, status)"),
    ("order_history", "FOREIGN KEY (order_id) REFERENCES orders(id)"),
    ("outbox", "PRIMARY KEY (id)"),
)
"""Pairs of a table and a constraint on it that the invariants depend on."""

_ROWS = ", ".join(f"('{table}', '{definition}')" for table, definition in REQUIRED)

CONSTRAINTS = Check(
    "constraints",
    "The database constraints that the store relies on exist and are valid: one order per "
    "idempotency key, no negative stock, each status once.",
    f"""
    SELECT
        CAST(NULL AS uuid) AS order_id, CAST(NULL AS uuid) AS product_id,
        'a constraint is missing or not valid on ' || table_name AS wrong,
        definition AS expected,
        'none' AS found
    FROM (VALUES {_ROWS}) AS required (table_name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass(table_name) AND pg_get_constraintdef(oid) = definition
    )
    """,  # noqa: S608 (from the list above)
)
