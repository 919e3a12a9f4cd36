"""What products cost before."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # What a product costs now, and since when it is there, its own row has: a new product is noted
    # nowhere else, and this table is empty until a price changes.
    """
    CREATE TABLE past_prices (
        product_id uuid NOT NULL REFERENCES products,
        until timestamptz NOT NULL,
        amount bigint NOT NULL,
        currency text NOT NULL,
        PRIMARY KEY (product_id, until)
    )
    """,
    # A trigger, since the law asks for this history: whoever writes a price, code of the release
    # before this one and an operator's UPDATE among them, it is noted. Of two changes at one
    # moment, the price between them was nobody's.
    """
    CREATE FUNCTION tienda_note_price() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO past_prices (product_id, until, amount, currency)
        VALUES (OLD.id, NEW.updated_at, OLD.price_amount, OLD.currency)
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER products_price AFTER UPDATE OF price_amount, currency ON products
        FOR EACH ROW
        WHEN ((OLD.price_amount, OLD.currency) IS DISTINCT FROM (NEW.price_amount, NEW.currency))
        EXECUTE FUNCTION tienda_note_price()
    """,
]
