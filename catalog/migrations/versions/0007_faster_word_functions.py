"""Find the same words in a third of the time; queue products without words to be indexed."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # Most words have a single space between them, which stays: to replace it would take as long as
    # to scan dozens of letters.
    """
    CREATE OR REPLACE FUNCTION tienda_plain(content text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT btrim(regexp_replace(
            content, '[^[:alnum:] ][^[:alnum:]]*| [^[:alnum:]]+', ' ', 'g'
        ))
    $$
    """,
    # Not STRICT any more, which kept PostgreSQL from inlining the function.
    r"""
    CREATE OR REPLACE FUNCTION tienda_words(language text, content text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE language
            WHEN 'es' THEN regexp_replace(regexp_replace(
                tienda_plain(content),
                '([aeiou][ndlrj])es\M', '\1', 'gi'),
                '([aeiou])ces\M', '\1z', 'gi')
            ELSE tienda_plain(content)
        END
    $$
    """,
    # To index all existing products in one statement would hold locks for minutes. catalog.migrate
    # indexes them a batch at a time, while the shop is open.
    """
    INSERT INTO unindexed
    SELECT DISTINCT product_id FROM product_search WHERE words = '{}'
    ON CONFLICT DO NOTHING
    """,
]
