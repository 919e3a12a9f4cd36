"""Give the category tree a version, by which a cache knows that the tree has changed."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("CREATE TABLE category_tree (version bigint NOT NULL)")
    op.execute("INSERT INTO category_tree VALUES (1)")
    op.execute("""
    CREATE FUNCTION tienda_change_tree() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- That of the transaction that changed it last, which writes it once.
        UPDATE category_tree SET version = CAST(CAST(pg_current_xact_id() AS text) AS bigint)
        WHERE version <> CAST(CAST(pg_current_xact_id() AS text) AS bigint);
        RETURN NULL;
    END
    $$
    """)
    for table in ("categories", "category_texts"):
        op.execute(f"""
        CREATE TRIGGER change_tree AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION tienda_change_tree()
        """)
