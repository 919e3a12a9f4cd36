"""Which of the events about a product's stock its `available` stands for."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # A constant default is no rewrite of the table.
    op.execute("ALTER TABLE products ADD COLUMN available_version bigint NOT NULL DEFAULT 0")
