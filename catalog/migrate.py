"""`python -m catalog.migrate` brings the catalog database to its newest shape.

What can be found by it is made anew where the new shape asks for more: a few products at a time,
while the shop is open. Cut short, the next run goes on.
"""

import asyncio

from catalog.indexing.reindexer import Backlog
from catalog.search.query import synonym_store
from catalog.search.query.synonyms import SYNONYMS
from chassis import logs
from chassis.config import load_or_exit
from chassis.db.database import Database
from chassis.db.migrations import upgrade
from chassis.db.settings import DatabaseSettings


async def fill(url: str) -> None:
    """Renew the synonyms, and index what the migrations have noted."""
    database = Database.connect(url, name="catalog.migrate", pool_size=1)
    try:
        async with database.transaction() as connection:
            await synonym_store.renew(connection, SYNONYMS)
        await Backlog(database).clear()
    finally:
        await database.close()


def main() -> None:
    """Do both."""
    settings = load_or_exit(DatabaseSettings)
    logs.configure("catalog.migrate", "INFO")
    upgrade("catalog", settings.database_url)
    asyncio.run(fill(settings.database_url))


if __name__ == "__main__":
    main()
