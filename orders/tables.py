"""The tables of the orders database."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from chassis.outbox.outbox import outbox_table

metadata = sa.MetaData()

_time = sa.DateTime(timezone=True)

stock = sa.Table(
    "stock",
    metadata,
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("on_hand", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)

stock_adjustments = sa.Table(
    "stock_adjustments",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.text("uuidv7()")),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("delta", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Uuid, nullable=False),
    sa.Column("created_at", _time, nullable=False, server_default=sa.func.now()),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("customer_id", sa.Uuid),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("idempotency_key", sa.Text, nullable=False),
    sa.Column("request_hash", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("contact", pg.JSONB, nullable=False),
    sa.Column("address", pg.JSONB, nullable=False),
    sa.Column("channels", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("guest_token", sa.Text),
    sa.Column("created_at", _time, nullable=False),
    sa.Column("terms", pg.JSONB, nullable=False, server_default="{}"),
    sa.Column("guest_cart", sa.Text),
)

order_lines = sa.Table(
    "order_lines",
    metadata,
    sa.Column("order_id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price", sa.BigInteger, nullable=False),
)

order_history = sa.Table(
    "order_history",
    metadata,
    sa.Column("order_id", sa.Uuid, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("changed_at", _time, nullable=False),
)

carts = sa.Table(
    "carts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.text("uuidv7()")),
    sa.Column("owner", sa.Text, nullable=False, unique=True),
    sa.Column("updated_at", _time, nullable=False, server_default=sa.func.now()),
)

cart_items = sa.Table(
    "cart_items",
    metadata,
    sa.Column("cart_id", sa.Uuid, primary_key=True),
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("added_price", sa.BigInteger, nullable=False),
    sa.Column("shown_price", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("added_at", _time, nullable=False, server_default=sa.func.now()),
)

cart_left_out = sa.Table(
    "cart_left_out",
    metadata,
    sa.Column("cart_id", sa.Uuid, primary_key=True),
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("added_at", _time, nullable=False, server_default=sa.func.now()),
)

limits = sa.Table(
    "limits",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("even_at", _time, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)

order_holders = sa.Table(
    "order_holders",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("order_id", sa.Uuid, primary_key=True),
)

forgotten_customers = sa.Table(
    "forgotten_customers",
    metadata,
    sa.Column("customer_id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("noted_at", _time, nullable=False, server_default=sa.func.now()),
)

outbox = outbox_table(metadata)
