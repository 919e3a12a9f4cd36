"""Index words by language, so that a search meets the rows of its language only.

It is a migration of its own because the table can be read but not written while an index is built.
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for language in ("es", "en"):
        op.execute(
            f"CREATE INDEX product_search_{language}_0 ON product_search USING gin (vector)"
            f" WHERE language = '{language}'"
        )
    op.execute("DROP INDEX product_search_vector")
