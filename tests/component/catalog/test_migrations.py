"""The migration of a database from before the search counted words."""

import asyncio
import json
import os

import asyncpg
import pytest

from bench.speed.products import product
from catalog.load.jsonl_decoder import decode_row
from catalog.migrate import fill
from chassis.db.migrations import upgrade
from local import postgres
from local.databases import create_databases
from tests.component.catalog.harness import call, draft, import_rows, serving
from tests.conftest import DATABASE_PASSWORD
from tienda.catalog.v1 import catalog_service_pb2 as pb2

PRODUCTS = 120
QUERIES = ("mesa", "mesa de comedor", "silla roble", "lampara", "acero", "blanco", "meza", "table")

_COLUMNS = {
    "categories": "id, parent_id, slug, path, position",
    "category_texts": "category_id, language, name",
    "products": "id, sku, slug, category_id, price_amount, currency, brand, archived, available,"
    " version, created_at, updated_at, available_version",
    "product_texts": "product_id, language, name, description, attributes",
    "product_search": "product_id, language, name_key, vector",
}
_COMPARED = (
    """
    SELECT product_id, language, name_key, vector, size, name_words, level,
        ARRAY(SELECT word FROM unnest(words) AS word ORDER BY word)
    FROM product_search ORDER BY product_id, language
    """,
    "SELECT * FROM search_words ORDER BY language, word",
    "SELECT * FROM search_sizes ORDER BY language",
)


_ROW_WRITERS = "SELECT product_id, language, xmin FROM product_search ORDER BY product_id, language"
"""With the transaction that wrote each row last."""


async def copy(new: asyncpg.Connection, old: asyncpg.Connection) -> None:
    """Copy the rows of the new database to the old one, in the columns that it has."""
    for table, columns in _COLUMNS.items():
        query = f"SELECT to_jsonb(t) FROM (SELECT {columns} FROM {table}) AS t"  # noqa: S608 (ours)
        rows = await new.fetch(query)
        await old.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 (ours)
            f" FROM jsonb_populate_recordset(NULL::{table}, CAST($1 AS jsonb))",
            f"[{','.join(row[0] for row in rows)}]",
        )


async def search_results(url: str) -> list[tuple[str, list[str], int]]:
    async with serving(url) as (_, catalog):
        results = []
        for query in QUERIES:
            request = pb2.SearchProductsRequest(query=query, page_size=100)
            response = await call(catalog.SearchProducts, request, ())
            ids = [product.id for product in response.products]
            results.append((response.corrected_query, ids, response.total))
        return results


@pytest.fixture
async def old(postgres_port):
    """The URL of a database of the second migration."""
    suffix = f"_old_{os.getpid()}"
    server = postgres.Server(postgres_port, DATABASE_PASSWORD)
    await create_databases(server, suffix)
    url = server.url("catalog" + suffix, role="catalog")
    await asyncio.to_thread(upgrade, "catalog", url, "0002")
    return url


async def test_a_migrated_database_has_the_search_results_of_a_new_one(make_database, old):
    new = await make_database("catalog")
    rows = [decode_row(number, json.dumps(product(number, seed=1))) for number in range(PRODUCTS)]
    drafts = [row.draft for row in rows if row]
    async with serving(new) as (_, catalog):
        await import_rows(catalog, drafts)
    new_psql, old_psql = (
        await asyncpg.connect(new, ssl=False),
        await asyncpg.connect(old, ssl=False),
    )
    await copy(new_psql, old_psql)

    await asyncio.to_thread(upgrade, "catalog", old)
    assert await old_psql.fetchval("SELECT count(*) FROM unindexed") == PRODUCTS
    await fill(old)
    assert await old_psql.fetchval("SELECT count(*) FROM unindexed") == 0
    for query in _COMPARED:
        assert await old_psql.fetch(query) == await new_psql.fetch(query)
    await new_psql.close()
    await old_psql.close()
    assert await search_results(old) == await search_results(new)


async def test_a_second_migration_changes_nothing(make_database):
    url = await make_database("catalog")
    async with serving(url) as (_, catalog):
        await import_rows(catalog, [draft("AGAIN-1"), draft("AGAIN-2")])
    psql = await asyncpg.connect(url, ssl=False)
    before = await psql.fetch(_ROW_WRITERS)
    assert before
    await asyncio.to_thread(upgrade, "catalog", url)
    await fill(url)
    assert await psql.fetch(_ROW_WRITERS) == before
    await psql.close()
