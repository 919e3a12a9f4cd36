"""The same words as before for a third of the work; what has none yet is to be indexed anew."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    # A single space, most of what is between words, stays as it is: each place that is replaced
    # costs as much as dozens of letters that are only looked at.
    """
    CREATE OR REPLACE FUNCTION tienda_plain(content text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT btrim(regexp_replace(
            content, '[^[:alnum:] ][^[:alnum:]]*| [^[:alnum:]]+', ' ', 'g'
        ))
    $$
    """,
    # No longer STRICT: that kept PostgreSQL from putting its body in the place of each call.
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
    # Products from before there were words. In one statement all of them would take minutes under
    # locks; catalog.migrate indexes them a few at a time, while the shop is open.
    """
    INSERT INTO unindexed
    SELECT DISTINCT product_id FROM product_search WHERE words = '{}'
    ON CONFLICT DO NOTHING
    """,
]
