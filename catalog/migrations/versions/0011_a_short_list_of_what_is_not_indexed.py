"""The word indexes keep what was written last in a list, which each search reads: a shorter one."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for language in ("es", "en"):
        for level in range(4):
            # In kB: 16 pages, where it may be 512 by itself. A search reads all of them, 3 µs a
            # page, each time that it asks; an import takes as long with either.
            op.execute(
                f"ALTER INDEX product_search_{language}_{level} SET (gin_pending_list_limit = 128)"
            )
