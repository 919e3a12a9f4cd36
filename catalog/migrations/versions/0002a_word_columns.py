"""Add columns for the words of a product and their counts.

It is a migration of its own because it locks the table for searches too, if only briefly, and the
indexes of the next one take long.
"""

from alembic import op

revision = "0002a"
down_revision = "0002"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # With constant defaults, PostgreSQL does not rewrite the table.
    "ALTER TABLE product_search ADD COLUMN words text[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE product_search ADD COLUMN size integer NOT NULL DEFAULT 0",
    "ALTER TABLE product_search ADD COLUMN name_words integer NOT NULL DEFAULT 0",
    # One product in 8 has level 1 or more, one in 64 level 2, one in 512 level 3; it never changes.
    "ALTER TABLE product_search ADD COLUMN level smallint NOT NULL DEFAULT 0",
]
