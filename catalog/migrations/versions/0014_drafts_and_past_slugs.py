"""Tell drafts from archived products, and keep the slugs that products had before."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # A draft is `archived` too: so code of the release before this one does not sell it either.
    "ALTER TABLE products ADD COLUMN draft boolean NOT NULL DEFAULT false",
    "CREATE INDEX products_unlisted ON products (id) WHERE archived",
    """
    CREATE TABLE past_slugs (
        slug text PRIMARY KEY,
        product_id uuid NOT NULL REFERENCES products
    )
    """,
    # A trigger, so that changes by code of the release before this one are kept too. The product
    # that had a slug last keeps it.
    """
    CREATE FUNCTION tienda_note_slug() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO past_slugs (slug, product_id) VALUES (OLD.slug, OLD.id)
        ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER products_slug AFTER UPDATE OF slug ON products
        FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION tienda_note_slug()
    """,
]
