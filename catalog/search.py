"""Searches and suggestions: what a shopper's words are taken to mean, and in which order.

This is the place for finer ranking (with catalog.ranking) and for the correction of typing errors:
`_find` decides what is looked for when the words as typed find nothing.
"""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog import search_store, store, suggest_store
from catalog.domain import CategoryRef, Language, Product, Suggestion
from catalog.paging import Cursor, Sort
from catalog.search_store import Filters, Found, Shelf
from catalog.words import Wanted, words_of
from chassis.database import Database

MAX_CATEGORY_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a shopper looks for; shapes have been checked."""

    query: str
    """Blank: everything is listed."""
    language: Language
    filters: Filters
    sort: Sort
    page_size: int
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the results stand in a category and below it."""

    category: CategoryRef
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of results, and all of them in numbers."""

    products: list[Product]
    total: int
    next_page: Cursor | None
    facets: list[Facet]
    """Categories below the one chosen (the whole tree without one), the fullest first."""
    lowest_price: int | None
    highest_price: int | None
    """Minor units. Of all that would be found without the limits on the price, so that a shopper
    who moves them sees how far they can go."""


def effective_sort(sort: Sort | None, query: str) -> Sort:
    """Answer the order that results come in: there is no relevance without words."""
    if sort is None or sort is Sort.RELEVANCE:
        return Sort.RELEVANCE if query.strip() else Sort.NEWEST
    return sort


class Search:
    """The use cases, with what they need."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def products(self, request: SearchRequest) -> SearchResult:
        """Answer a page of what was found.

        All words are needed; where nothing has them all, any will do and more are better. Words
        that mean nothing by themselves ("de", "!") are left out; of them alone nothing is found.
        """
        async with self._database.reading() as connection:
            wanted = None
            if request.query.strip():
                wanted = await _wanted(connection, request)
                if wanted is None:
                    return SearchResult([], 0, None, [], None, None)
            found, wanted = await _find(connection, request, wanted)
            page = found.page[: request.page_size]
            ids = [product_id for product_id, _ in page]
            products = await store.read_products(connection, ids, request.language)
            facets = await _facets(connection, found.shelves, request)
        next_page = None
        if len(found.page) > len(page):
            last_id, key = page[-1]
            next_page = Cursor(key, last_id, wanted is not None and wanted.any_will_do)
        return SearchResult(
            products=products,
            total=sum(shelf.count for shelf in found.shelves),
            next_page=next_page,
            facets=facets,
            lowest_price=min((shelf.lowest_price for shelf in found.shelves), default=None),
            highest_price=max((shelf.highest_price for shelf in found.shelves), default=None),
        )

    async def suggestions(self, query: str, language: Language, limit: int) -> list[Suggestion]:
        """Answer ways to complete the query: categories first, then products."""
        words = words_of(query)
        async with self._database.reading() as connection:
            typed = await suggest_store.folded(connection, words)
            if not typed:
                return []
            found = await suggest_store.categories_named(
                connection,
                language=language,
                typed=typed,
                limit=min(limit, MAX_CATEGORY_SUGGESTIONS),
            )
            found += await suggest_store.products_named(
                connection, language=language, typed=typed, limit=limit - len(found)
            )
            if len(found) == limit:
                return found
            before = await search_store.stems_of(connection, words[:-1], language)
            last = await search_store.stems_of(connection, words[-1:], language)
            return found + await suggest_store.products_with_word(
                connection,
                language=language,
                before=Wanted(before) if before else None,
                last=Wanted(last) if last else None,
                typed=typed,
                limit=limit - len(found),
            )


async def _wanted(connection: AsyncConnection, request: SearchRequest) -> Wanted | None:
    words = words_of(request.query)
    stems = await search_store.stems_of(connection, words, request.language)
    if not stems:
        return None
    return Wanted(stems, any_will_do=request.after is not None and request.after.any_will_do)


async def _find(
    connection: AsyncConnection, request: SearchRequest, wanted: Wanted | None
) -> tuple[Found, Wanted | None]:
    """Answer what was found, and what for."""

    async def look_for(wanted: Wanted | None) -> Found:
        return await search_store.find(
            connection,
            language=request.language,
            wanted=wanted,
            filters=request.filters,
            sort=request.sort,
            after=request.after,
            limit=request.page_size + 1,
        )

    found = await look_for(wanted)
    if found.shelves or wanted is None or wanted.any_will_do or len(wanted.stems) == 1:
        return found, wanted
    wanted = replace(wanted, any_will_do=True)
    return await look_for(wanted), wanted


async def _facets(
    connection: AsyncConnection, shelves: list[Shelf], request: SearchRequest
) -> list[Facet]:
    chosen = request.filters.category_slug
    below = [
        (shelf.path[shelf.path.index(chosen) + 1 :] if chosen else shelf.path, shelf.count)
        for shelf in shelves
    ]
    totals = {slug: count for slug, count in store.roll_up(below).items() if count}
    names = await store.category_names(connection, totals, request.language) if totals else {}
    facets = [Facet(CategoryRef(slug, names[slug]), count) for slug, count in totals.items()]
    return sorted(facets, key=lambda facet: (-facet.count, facet.category.slug))
