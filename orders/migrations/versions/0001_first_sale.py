"""Stock, orders with their lines and history, carts, and the outbox."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    """
    CREATE TABLE stock (
        product_id uuid PRIMARY KEY,
        on_hand bigint NOT NULL CHECK (on_hand >= 0),
        version bigint NOT NULL DEFAULT 1
    ) WITH (fillfactor = 50)  -- room for the next version of the row on its own page
    """,
    # What admins have set, as differences: with the orders they account for every unit.
    """
    CREATE TABLE stock_adjustments (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        product_id uuid NOT NULL,
        delta bigint NOT NULL,
        actor uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX stock_adjustments_product ON stock_adjustments (product_id)",
    "CREATE SEQUENCE order_numbers START 10001",
    """
    CREATE TABLE orders (
        id uuid PRIMARY KEY,
        number bigint NOT NULL UNIQUE DEFAULT nextval('order_numbers'),
        customer_id uuid,
        scope text NOT NULL,
        idempotency_key text NOT NULL,
        request_hash bytea NOT NULL,
        status text NOT NULL
            CHECK (status IN ('confirmed', 'shipped', 'delivered', 'cancelled')),
        currency text NOT NULL,
        total bigint NOT NULL CHECK (total >= 0),
        contact jsonb NOT NULL,
        address jsonb NOT NULL,
        channels text[] NOT NULL,
        language text NOT NULL,
        guest_token text,
        created_at timestamptz NOT NULL,
        CONSTRAINT orders_idempotency UNIQUE (scope, idempotency_key),
        CONSTRAINT orders_one_reader CHECK ((customer_id IS NULL) = (guest_token IS NOT NULL))
    )
    """,
    "ALTER SEQUENCE order_numbers OWNED BY orders.number",
    "CREATE INDEX orders_of_customer ON orders (customer_id, number DESC)",
    "CREATE INDEX orders_by_status ON orders (status, number DESC)",
    """
    CREATE TABLE order_lines (
        order_id uuid NOT NULL REFERENCES orders,
        position integer NOT NULL,
        product_id uuid NOT NULL,
        name text NOT NULL,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
        unit_price bigint NOT NULL CHECK (unit_price >= 0),
        PRIMARY KEY (order_id, position)
    )
    """,
    "CREATE INDEX order_lines_product ON order_lines (product_id)",
    # An order has each status at most once: a second cancellation cannot be inserted.
    """
    CREATE TABLE order_history (
        order_id uuid NOT NULL REFERENCES orders,
        status text NOT NULL,
        actor text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, status)
    )
    """,
    """
    CREATE TABLE carts (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        owner text NOT NULL UNIQUE,
        updated_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE cart_items (
        cart_id uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
        product_id uuid NOT NULL,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
        added_price bigint NOT NULL,
        shown_price bigint NOT NULL,
        currency text NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (cart_id, product_id)
    )
    """,
    """
    CREATE TABLE outbox (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kind text NOT NULL,
        subject uuid NOT NULL,
        payload jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        delivered_at timestamptz,
        parked_at timestamptz
    )
    """,
    """
    CREATE INDEX outbox_due ON outbox (due_at)
        WHERE delivered_at IS NULL AND parked_at IS NULL
    """,
    "CREATE INDEX outbox_subject ON outbox (subject)",
]
