"""How well a product sells stands beside what it is ranked by."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # A constant default is no rewrite of the table. No index has the column: a product that sells
    # better writes its rows anew in their places.
    "ALTER TABLE product_search ADD COLUMN popularity smallint NOT NULL DEFAULT 0",
    # Whose popularity is more than 0: the others need not be looked through for them.
    "CREATE TABLE popular (product_id uuid PRIMARY KEY)",
]
