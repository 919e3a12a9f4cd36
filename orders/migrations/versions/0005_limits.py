"""Limits, the holders of units, the cart that a guest ordered with, what a cart had no room for."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # Unlogged, both: an order costs less, and after a crash of the database everybody may order as
    # if they had not yet.
    """
    CREATE UNLOGGED TABLE limits (
        key bytea PRIMARY KEY,  -- SHA-256 of the limit and of whom it is held against
        even_at timestamptz NOT NULL,  -- when all that was taken will have come back
        version bigint NOT NULL  -- grows with every change
    )
    """,
    "CREATE INDEX limits_even ON limits (even_at)",
    """
    CREATE UNLOGGED TABLE order_holders (
        key bytea NOT NULL,  -- as above
        order_id uuid NOT NULL,
        PRIMARY KEY (key, order_id)
    )
    """,
    # For carts of guests that are deleted for their age.
    "CREATE INDEX carts_of_guests ON carts (updated_at) WHERE owner LIKE 'guest:%'",
    "ALTER TABLE orders ADD COLUMN guest_cart text",
    # What a full cart had no room for when a guest's was merged into it.
    """
    CREATE TABLE cart_left_out (
        cart_id uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
        product_id uuid NOT NULL,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
        added_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (cart_id, product_id)
    )
    """,
]
