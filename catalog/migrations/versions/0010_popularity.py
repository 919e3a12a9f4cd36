"""Add the popularity of products to the search rows, for the ranking."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # With a constant default, PostgreSQL does not rewrite the table. No index has the column, so a
    # change of popularity can be written on the same page.
    "ALTER TABLE product_search ADD COLUMN popularity smallint NOT NULL DEFAULT 0",
    # The products with a popularity above 0, to find them without a scan of all others.
    "CREATE TABLE popular (product_id uuid PRIMARY KEY)",
]
