"""Record no prices of products that nobody could see yet."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # Code of the release before this one creates products that are for sale.
    "ALTER TABLE products ADD COLUMN published boolean NOT NULL DEFAULT true",
    "DROP TRIGGER products_price ON products",
    """
    CREATE TRIGGER products_price AFTER UPDATE OF price_amount, currency ON products
        FOR EACH ROW
        WHEN (
            OLD.published
            AND (OLD.price_amount, OLD.currency) IS DISTINCT FROM (NEW.price_amount, NEW.currency)
        )
        EXECUTE FUNCTION tienda_note_price()
    """,
]
