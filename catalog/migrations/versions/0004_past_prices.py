"""Record former prices."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # The row of the product has its current price and when the product was created, so that a new
    # product needs no row here.
    """
    CREATE TABLE past_prices (
        product_id uuid NOT NULL REFERENCES products,
        until timestamptz NOT NULL,
        amount bigint NOT NULL,
        currency text NOT NULL,
        PRIMARY KEY (product_id, until)
    )
    """,
    # The law asks for this history. A trigger records every change, whether it comes from code of
    # the release before this one or from an operator's UPDATE. Of two changes at the same time,
    # nobody has seen the price between them: the first row stays.
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
