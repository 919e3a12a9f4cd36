"""A catalogue from before the search kept words, brought to what it is now."""

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
_KEPT = (
    """
    SELECT product_id, language, name_key, vector, size, name_words, level,
        ARRAY(SELECT word FROM unnest(words) AS word ORDER BY word)
    FROM product_search ORDER BY product_id, language
    """,
    "SELECT * FROM search_words ORDER BY language, word",
    "SELECT * FROM search_sizes ORDER BY language",
)


_WRITTEN = "SELECT product_id, language, xmin FROM product_search ORDER BY product_id, language"
"""With who wrote each row last."""


async def copy(new: asyncpg.Connection, old: asyncpg.Connection) -> None:
    """Give the old database what the new one has, as far as there is room for it."""
    for table, columns in _COLUMNS.items():
        said = f"SELECT to_jsonb(t) FROM (SELECT {columns} FROM {table}) AS t"  # noqa: S608 (ours)
        rows = await new.fetch(said)
        await old.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 (ours)
            f" FROM jsonb_populate_recordset(NULL::{table}, CAST($1 AS jsonb))",
            f"[{','.join(row[0] for row in rows)}]",
        )


async def found(url: str) -> list[tuple[str, list[str], int]]:
    async with serving(url) as (_, catalog):
        answers = []
        for query in QUERIES:
            request = pb2.SearchProductsRequest(query=query, page_size=100)
            answer = await call(catalog.SearchProducts, request, ())
            ids = [one.id for one in answer.products]
            answers.append((answer.corrected_query, ids, answer.total))
        return answers


@pytest.fixture
async def old(postgres_port):
    """The URL of a database of the second migration."""
    suffix = f"_old_{os.getpid()}"
    await create_databases(postgres_port, suffix)
    url = postgres.url(postgres_port, "catalog" + suffix, role="catalog")
    await asyncio.to_thread(upgrade, "catalog", url, "0002")
    return url


async def test_a_catalogue_of_before_is_found_as_if_it_had_been_imported_now(make_database, old):
    new = await make_database("catalog")
    rows = [decode_row(json.dumps(product(number, seed=1))) for number in range(PRODUCTS)]
    drafts = [row[0] for row in rows if row]
    async with serving(new) as (_, catalog):
        await import_rows(catalog, drafts)
    here, there = await asyncpg.connect(new, ssl=False), await asyncpg.connect(old, ssl=False)
    await copy(here, there)

    await asyncio.to_thread(upgrade, "catalog", old)
    assert await there.fetchval("SELECT count(*) FROM unindexed") == PRODUCTS
    await fill(old)
    assert await there.fetchval("SELECT count(*) FROM unindexed") == 0
    for kept in _KEPT:
        assert await there.fetch(kept) == await here.fetch(kept)
    await here.close()
    await there.close()
    assert await found(old) == await found(new)


async def test_a_second_run_has_nothing_to_do(make_database):
    url = await make_database("catalog")
    async with serving(url) as (_, catalog):
        await import_rows(catalog, [draft("AGAIN-1"), draft("AGAIN-2")])
    psql = await asyncpg.connect(url, ssl=False)
    before = await psql.fetch(_WRITTEN)
    assert before
    await asyncio.to_thread(upgrade, "catalog", url)
    await fill(url)
    assert await psql.fetch(_WRITTEN) == before
    await psql.close()
