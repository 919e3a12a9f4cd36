"""Closed accounts of customers, and how far the list of closed accounts has been read."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    """
    CREATE TABLE forgotten_customers (
        customer_id uuid PRIMARY KEY,
        position bigint NOT NULL,  -- in users' list of closed accounts
        noted_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX forgotten_customers_position ON forgotten_customers (position)",
    "CREATE INDEX forgotten_customers_noted ON forgotten_customers (noted_at)",
    # Orders without a name that still have an address, since they are not shipped yet: a few.
    """
    CREATE INDEX orders_to_forget ON orders (id)
        WHERE contact ->> 'name' = '' AND address ->> 'line1' <> ''
    """,
]
