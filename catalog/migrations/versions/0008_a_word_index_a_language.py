"""Each language has a word index of its own, so that its rows alone are met.

A step of its own: while an index is built the table is read, not written.
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
