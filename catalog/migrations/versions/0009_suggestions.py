"""Find suggestions by words instead of letters, and suggest popular queries too."""

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
    # Names are found by the words that begin with the last one typed. This index of letters took an
    # import more time than all other indexes of names together.
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
