"""Add the version of the stock that `products.available` is taken from."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # With a constant default, PostgreSQL does not rewrite the table.
    op.execute("ALTER TABLE products ADD COLUMN available_version bigint NOT NULL DEFAULT 0")
