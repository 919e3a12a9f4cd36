"""Columns for words and their numbers.

A step of its own: these lock the table for searches too, and the indexes of the next one take long.
"""

from alembic import op

revision = "0002a"
down_revision = "0002"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # Constant defaults: no rewrite of the table.
    "ALTER TABLE product_search ADD COLUMN words text[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE product_search ADD COLUMN size integer NOT NULL DEFAULT 0",
    "ALTER TABLE product_search ADD COLUMN name_words integer NOT NULL DEFAULT 0",
    # One product in 8, 64, 512 has a level of at least 1, 2, 3; always the same ones.
    "ALTER TABLE product_search ADD COLUMN level smallint NOT NULL DEFAULT 0",
]
