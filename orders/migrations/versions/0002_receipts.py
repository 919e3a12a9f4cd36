"""The terms that a receipt states."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # A constant default is no rewrite of the table.
    op.execute("ALTER TABLE orders ADD COLUMN terms jsonb NOT NULL DEFAULT '{}'")
