"""Create the table of synonyms."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # catalog.migrate fills it after the migrations.
    op.execute("""
    CREATE TABLE search_synonyms (
        language text NOT NULL,
        stem text COLLATE "C" NOT NULL,
        other text COLLATE "C" NOT NULL,
        PRIMARY KEY (language, stem, other)
    )
    """)
