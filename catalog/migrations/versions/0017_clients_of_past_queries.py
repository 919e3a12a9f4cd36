"""Count the clients that made a query, instead of how often it was made."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    """
    CREATE TABLE past_query_clients (
        language text NOT NULL,
        folded text COLLATE "C" NOT NULL,
        client bytea NOT NULL,
        PRIMARY KEY (language, folded, client),
        FOREIGN KEY (language, folded) REFERENCES past_queries ON DELETE CASCADE
    )
    """,
    "CREATE TABLE client_salt (salt text NOT NULL, since timestamptz NOT NULL)",
    """
    INSERT INTO client_salt VALUES (concat(gen_random_uuid(), gen_random_uuid()), now())
    """,
    # Who made them is not known: one client may have made a query popular alone.
    "DELETE FROM past_queries",
]
