"""What a search filters and counts by stands beside what it finds: no product is read for it."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # Copies of the product's own. No index has any of them, and pages get room to spare: a change
    # of price or of stock writes the row anew in its place, and the word index hears nothing of it.
    """
    ALTER TABLE product_search
        ADD COLUMN category_id uuid,
        ADD COLUMN price bigint,
        ADD COLUMN brand text,
        ADD COLUMN available boolean
    """,
    "ALTER TABLE product_search SET (fillfactor = 90)",
    # A row of code of the release before this one comes without them.
    """
    CREATE FUNCTION tienda_fill_found() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT category_id, price_amount, brand, available
            INTO NEW.category_id, NEW.price, NEW.brand, NEW.available
            FROM products WHERE id = NEW.product_id;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE TRIGGER fill_found BEFORE INSERT ON product_search
        FOR EACH ROW WHEN (NEW.category_id IS NULL) EXECUTE FUNCTION tienda_fill_found()
    """,
    # Whoever writes a product, its copies follow in the same transaction.
    """
    CREATE FUNCTION tienda_follow_product() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM new_rows now JOIN old_rows before USING (id)
            WHERE (now.category_id, now.price_amount, now.brand, now.available)
                IS DISTINCT FROM
                (before.category_id, before.price_amount, before.brand, before.available)
        ) THEN
            UPDATE product_search found
            SET category_id = now.category_id, price = now.price_amount,
                brand = now.brand, available = now.available
            FROM new_rows now
            WHERE found.product_id = now.id
                AND (found.category_id, found.price, found.brand, found.available)
                    IS DISTINCT FROM (now.category_id, now.price_amount, now.brand, now.available);
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER follow_product AFTER UPDATE ON products
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION tienda_follow_product()
    """,
    # Those from before are filled as they are indexed anew, by catalog.migrate, a few at a time.
    """
    INSERT INTO unindexed SELECT DISTINCT product_id FROM product_search ON CONFLICT DO NOTHING
    """,
]
