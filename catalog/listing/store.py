"""The SQL that lists products in any state.

Products for sale are found by the search index. Drafts and archived products are not in it: they
are few, and their names are read.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language, ProductState
from catalog.indexing.text_config import config_of
from catalog.listing.model import Listing
from catalog.products.state import is_in, state_of
from catalog.tables import categories, product_search, product_texts, products

_QUERY = sa.bindparam("query", type_=sa.Text())


async def list_ids(connection: AsyncConnection, listing: Listing) -> list[UUID]:
    """Return the ids of a page, newest first, and one more if there is a next page."""
    query = sa.select(products.c.id).where(*_conditions(listing))
    if listing.before is not None:
        query = query.where(products.c.id < listing.before)
    # Ids are UUIDv7: they grow with time.
    query = query.order_by(products.c.id.desc()).limit(listing.page_size + 1)
    return list((await connection.execute(query, _parameters(listing))).scalars())


async def count(connection: AsyncConnection, listing: Listing) -> int:
    """Return how many products there are over all pages."""
    query = sa.select(sa.func.count()).select_from(products).where(*_conditions(listing))
    total: int = (await connection.execute(query, _parameters(listing))).scalar_one()
    return total


async def count_states(connection: AsyncConnection) -> dict[ProductState, int]:
    """Return the number of products in each state that any product is in."""
    columns = (products.c.archived, products.c.draft)
    rows = await connection.execute(sa.select(*columns, sa.func.count()).group_by(*columns))
    counts: dict[ProductState, int] = {}
    for archived, draft, number in rows:
        state = state_of(archived=archived, draft=draft)
        counts[state] = counts.get(state, 0) + number
    return counts


def _parameters(listing: Listing) -> Mapping[str, str]:
    return {"query": listing.query} if listing.query else {}


def _conditions(listing: Listing) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if listing.state:
        conditions.append(is_in(listing.state))
    if listing.category is not None:
        below = sa.select(categories.c.id).where(
            sa.literal(listing.category, sa.Text) == sa.any_(categories.c.path)
        )
        conditions.append(products.c.category_id.in_(below))
    if listing.brand is not None:
        conditions.append(products.c.brand == listing.brand)
    if listing.min_price is not None:
        conditions.append(products.c.price_amount >= listing.min_price)
    if listing.max_price is not None:
        conditions.append(products.c.price_amount <= listing.max_price)
    if listing.available is not None:
        conditions.append(products.c.available == listing.available)
    if listing.query:
        conditions.append(products.c.id.in_(_found()))
    return conditions


def _found() -> Any:
    """Select the ids of the products that the query finds."""
    sku = sa.func.strpos(sa.func.lower(products.c.sku), sa.func.lower(_QUERY)) > 0
    by_sku = sa.select(products.c.id).where(
        (products.c.sku == _QUERY) | (products.c.archived & sku)
    )
    parts = [part for language in Language for part in (_indexed(language), _unlisted(language))]
    return sa.union(by_sku, *parts).scalar_subquery()


def _indexed(language: Language) -> sa.Select[Any]:
    index = product_search.c
    # A literal, as in catalog.search: the planner must see which partial index fits.
    is_language = index.language == sa.literal_column(f"'{language.value}'")
    return sa.select(index.product_id).where(
        is_language, index.vector.bool_op("@@")(_tsquery(language))
    )


def _unlisted(language: Language) -> sa.Select[Any]:
    name = product_texts.c.name
    words = sa.func.tienda_words(language.value, name + " " + products.c.brand)
    vector = sa.func.to_tsvector(config_of(language), words)
    fold = sa.func.tienda_fold
    return (
        sa.select(products.c.id)
        .join(product_texts, product_texts.c.product_id == products.c.id)
        .where(
            products.c.archived,
            product_texts.c.language == language.value,
            # Parts of a word find a name too: "mes" finds "Mesa".
            vector.bool_op("@@")(_tsquery(language))
            | (sa.func.strpos(fold(name), fold(_QUERY)) > 0),
        )
    )


def _tsquery(language: Language) -> sa.ColumnElement[Any]:
    words = sa.func.tienda_words(sa.literal(language.value, sa.Text), _QUERY)
    return sa.func.plainto_tsquery(config_of(language), words)
