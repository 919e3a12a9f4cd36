"""Products that an import has written and the search does not know yet."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("CREATE TABLE unindexed (product_id uuid PRIMARY KEY REFERENCES products)")
