"""`python -m catalog.migrate` brings the catalog database to the newest version of its schema.

It then indexes the products that a migration has queued, a batch at a time, while the shop is open.
If it is interrupted, the next run goes on from there.
"""

import asyncio

from catalog.indexing.reindexer import Reindexer
from catalog.search.query import synonym_store
from catalog.search.query.synonyms import SYNONYMS
from chassis import logs
from chassis.config import load_or_exit
from chassis.db.database import Database
from chassis.db.migrations import upgrade
from chassis.db.settings import DatabaseSettings


async def fill(url: str) -> None:
    """Replace the synonyms, and index the products that migrations have queued."""
    database = Database.connect(url, name="catalog.migrate", pool_size=1)
    try:
        async with database.transaction() as connection:
            await synonym_store.replace_synonyms(connection, SYNONYMS)
        await Reindexer(database).drain()
    finally:
        await database.close()


def main() -> None:
    """Migrate the schema, then fill the tables that depend on it."""
    settings = load_or_exit(DatabaseSettings)
    logs.configure("catalog.migrate", "INFO")
    upgrade("catalog", settings.database_url)
    asyncio.run(fill(settings.database_url))


if __name__ == "__main__":
    main()
