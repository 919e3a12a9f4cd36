"""Searches and suggestions: what a shopper's words are taken to mean, and in which order.

This is the place for finer ranking (with catalog.ranking) and for the correction of typing errors:
`_meanings` decides what is looked for when the words as typed find nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog import search_store, store, suggest_store
from catalog.domain import CategoryRef, Language, Product, Suggestion
from catalog.paging import Cursor, Sort
from catalog.search_store import Filters, Found, Shelf
from catalog.suggest_store import Typing
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

        All words are needed, taken in the shopper's language or else in another of the shop's;
        where nothing has them all, any will do and more are better. Words that mean nothing by
        themselves ("de", "!") are left out; of them alone nothing is found.
        """
        async with self._database.reading() as connection:
            found, wanted = await _find(connection, request)
            page = found.page[: request.page_size]
            ids = [product_id for product_id, _ in page]
            products = await store.read_products(connection, ids, request.language)
            facets = await _facets(connection, found.shelves, request)
        next_page = None
        if len(found.page) > len(page):
            last_id, key = page[-1]
            next_page = (
                Cursor(key, last_id, wanted.any_will_do, wanted.language)
                if wanted
                else Cursor(key, last_id)
            )
        return SearchResult(
            products=products,
            total=sum(shelf.count for shelf in found.shelves),
            next_page=next_page,
            facets=facets,
            lowest_price=min((shelf.lowest_price for shelf in found.shelves), default=None),
            highest_price=max((shelf.highest_price for shelf in found.shelves), default=None),
        )

    async def suggestions(self, query: str, language: Language, limit: int) -> list[Suggestion]:
        """Answer ways to complete the query: categories first, then products.

        Where there are none, it is taken in the shop's other languages.
        """
        words = words_of(query)
        async with self._database.reading() as connection:
            typed = await suggest_store.folded(connection, words)
            if not typed:
                return []
            for taken_in in _starting_with(language):
                typing = Typing(words, typed, taken_in)
                found = await _completions(connection, typing, language, limit)
                if found:
                    return found
        return []


def _starting_with(language: Language) -> list[Language]:
    """The shop's languages, this one first."""
    return sorted(Language, key=lambda other: other is not language)


async def _completions(
    connection: AsyncConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    found = await suggest_store.categories_named(
        connection, typing, shown_in, min(limit, MAX_CATEGORY_SUGGESTIONS)
    )
    found += await suggest_store.products_named(connection, typing, shown_in, limit - len(found))
    if len(found) == limit:
        return found
    before = (await search_store.stems_of(connection, typing.words[:-1]))[typing.language]
    last = (await search_store.stems_of(connection, typing.words[-1:]))[typing.language]
    return found + await suggest_store.products_with_word(
        connection,
        typing,
        shown_in,
        limit - len(found),
        before=Wanted(before, typing.language) if before else None,
        last=Wanted(last, typing.language) if last else None,
    )


def _meanings(
    stems: Mapping[Language, tuple[str, ...]], request: SearchRequest
) -> Iterator[Wanted]:
    """Answer what the words may be taken to mean, the likeliest first."""
    after = request.after
    if after is not None:
        # What the pages so far were of, and nothing else.
        language = after.language or request.language
        if stems[language]:
            yield Wanted(stems[language], language, any_will_do=after.any_will_do)
        return
    if not stems[request.language]:
        return
    languages = [language for language in _starting_with(request.language) if stems[language]]
    for language in languages:
        yield Wanted(stems[language], language)
    # The language that leaves out the most words is likely theirs: "de" is one in English.
    for language in sorted(languages, key=lambda language: len(stems[language])):
        if len(stems[language]) > 1:
            yield Wanted(stems[language], language, any_will_do=True)


async def _find(connection: AsyncConnection, request: SearchRequest) -> tuple[Found, Wanted | None]:
    """Answer what was found, and what for: the first meaning that finds anything."""
    meanings: Iterable[Wanted | None] = [None]
    if request.query.strip():
        stems = await search_store.stems_of(connection, words_of(request.query))
        meanings = _meanings(stems, request)
    found = Found(page=[], shelves=[])
    for wanted in meanings:
        found = await search_store.find(
            connection,
            language=request.language,
            wanted=wanted,
            filters=request.filters,
            sort=request.sort,
            after=request.after,
            limit=request.page_size + 1,
        )
        if found.shelves:
            return found, wanted
    return found, None


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
