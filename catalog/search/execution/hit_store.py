"""Finds products: a page of them in order, and counts of all of them.

One statement serves all searches of one shape: it is compiled once by this process, and planned
once by PostgreSQL.
"""

import functools
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.categories.tree_store import tree_version
from catalog.domain import ListedProduct
from catalog.search.execution import page as page_sql
from catalog.search.execution.hits import StatementShape, once, page_and_counted_hits
from catalog.search.execution.ranking import text_parameters
from catalog.search.model import CategoryBucket, Hits, SearchRequest
from catalog.search.query.lexicon import bare_sku, sku_candidates
from catalog.search.query.text_query import TextQuery
from catalog.sql_json import json_rows
from catalog.tables import products
from chassis.db.asyncpg_connection import CompiledStatement, DirectConnection, compile_statement


async def find_hits(
    connection: DirectConnection,
    request: SearchRequest,
    query: TextQuery | None,
    sample_level: int,
) -> Hits:
    """Return the results of the page and one more, and counts of all results, in one round trip.

    The counts are of the sample. So is the page if it is sorted by relevance or name. Without a
    query, all products that pass the filters are listed.
    """
    shape = StatementShape.of(
        request.language,
        query,
        request.filters,
        sample_level,
        request.sort,
        is_continued=request.after is not None,
    )
    statement = _statement(shape)
    parameters = {
        **request.filters.given,
        **text_parameters(query),
        **page_sql.cursor_parameters(request.sort, request.after),
        "limit": request.page_size + 1,
    }
    [(page, buckets, brands, version)] = await connection.fetch(statement, parameters)
    return Hits(
        page=_PAGE.decode(page),
        buckets=_BUCKETS.decode(buckets),
        brands=_BRANDS.decode(brands),
        tree_version=version,
    )


_PAGE = msgspec.json.Decoder(list[tuple[Any, ListedProduct]])
_BUCKETS = msgspec.json.Decoder(list[CategoryBucket])
_BRANDS = msgspec.json.Decoder(list[tuple[str, int]])


@functools.lru_cache(maxsize=512)
def _statement(shape: StatementShape) -> CompiledStatement:
    return compile_statement(_select(shape))


def _select(shape: StatementShape) -> sa.Select[str, str, str, int]:
    page_hits, hits = page_and_counted_hits(shape)
    page = page_sql.page_of(page_hits, shape.sort, shape.filters, is_continued=shape.is_continued)
    page_once = once(page, "page")
    buckets = page_sql.category_buckets(hits, shape.filters, shape.sample_level)
    brands = page_sql.brand_counts(hits, shape.filters, shape.sample_level)
    return sa.select(
        page_sql.listed_products(page_once, shape.sort),
        json_rows(buckets.subquery("buckets")),
        json_rows(brands.subquery("brands")),
        tree_version(),
    )


async def find_sku(connection: DirectConnection, query: str) -> str | None:
    """Return the SKU that the query is, with or without its signs, if a product for sale has it."""
    exact = sku_candidates(query)
    if exact:
        for_sale = {sku for (sku,) in await connection.fetch(_FOR_SALE, {"skus": list(exact)})}
        if found := next((sku for sku in exact if sku in for_sale), None):
            return found
    if bare := bare_sku(query):
        for (sku,) in await connection.fetch(_BARE, {"sku": bare}):
            return str(sku)
    return None


_FOR_SALE: sa.Select[str] = (
    sa.select(products.c.sku)
    .where(products.c.sku == sa.any_(sa.bindparam("skus", type_=pg.ARRAY(sa.Text()))))
    .where(~products.c.archived)
)
# The expression of the index.
_BARE = sa.text("""
    SELECT sku FROM products
    WHERE upper(translate(sku, '._-', '')) = :sku AND NOT archived ORDER BY sku LIMIT 1
""").bindparams(sa.bindparam("sku", type_=sa.Text()))
