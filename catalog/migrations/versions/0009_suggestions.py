"""What is suggested is met by words, not by letters; and what others searched is suggested too."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    """
    ALTER TABLE category_texts
        ADD COLUMN name_key text GENERATED ALWAYS AS (tienda_fold(name)) STORED
    """,
    # Names are met by the words that begin as the last one typed; the letters of every name cost an
    # import more than all other indexes of names together.
    "DROP INDEX product_search_words",
    """
    CREATE TABLE past_queries (
        language text NOT NULL,
        folded text COLLATE "C" NOT NULL,
        shown text NOT NULL,
        times bigint NOT NULL,
        last_asked timestamptz NOT NULL,
        PRIMARY KEY (language, folded)
    )
    """,
    "CREATE INDEX past_queries_age ON past_queries (last_asked)",
]
