"""Copy to the search rows what a search filters and counts by, so that it reads no product."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # No index has any of these columns, and pages get free space: PostgreSQL can write a change of
    # price or stock on the same page (HOT) without a change of the word index.
    """
    ALTER TABLE product_search
        ADD COLUMN category_id uuid,
        ADD COLUMN price bigint,
        ADD COLUMN brand text,
        ADD COLUMN available boolean
    """,
    "ALTER TABLE product_search SET (fillfactor = 90)",
    # Code of the release before this one inserts rows without these columns.
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
    # The copies follow each change of a product in the same transaction.
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
    # catalog.migrate fills existing rows: it indexes the products again, a batch at a time.
    """
    INSERT INTO unindexed SELECT DISTINCT product_id FROM product_search ON CONFLICT DO NOTHING
    """,
]
