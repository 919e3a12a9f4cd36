"""What lets an import go fast: products the search does not know yet, and what was sent last."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("CREATE TABLE unindexed (product_id uuid PRIMARY KEY REFERENCES products)")
    # The draft's digest, good while the product has the version that it made: whoever changes the
    # product, code that knows nothing of this column too, makes it void.
    op.execute("ALTER TABLE products ADD COLUMN digest bytea, ADD COLUMN digest_version bigint")
