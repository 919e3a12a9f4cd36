"""Searches: what is asked for, and what is answered.

catalog.search.query.understanding decides what the words are taken to mean, catalog.search.ranking
has the order of results.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from catalog.categories.tree_cache import CategoryTreeCache
from catalog.domain import CategoryRef, Language, ListedProduct
from catalog.search import attribute_filter
from catalog.search import statements as search_statements
from catalog.search.category_facets import Facet, category_facets
from catalog.search.model import Cursor, Filters, Found, Sort
from catalog.search.query import lexicon_store, understanding
from catalog.search.query.expansion import Meaning
from catalog.search.query.lexicon import skus_in, words_of
from catalog.search.query.lexicon_store import Typed
from catalog.search.query.tsquery import Wanted
from catalog.search.sampling import COUNTED, level_for, ranked_of
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.database import Database

ENOUGH = 10
"""Results with all the words, or with so many of them, of which fewer have others follow that have
fewer words."""


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
    exact: bool = False
    """Whether the words are taken as typed, never put right."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of results, and all of them in numbers."""

    page: Sequence[tuple[ListedProduct, CategoryRef | None]]
    """Each with its category; None: that has gone in this very moment."""
    total: int
    next_page: Cursor | None
    facets: list[Facet]
    """Categories below the one chosen (the whole tree without one), the fullest first."""
    brands: list[tuple[str, int]]
    """See Found."""
    lowest_price: int | None
    highest_price: int | None
    """Minor units. Of all that would be found without the limits on the price, so that a shopper
    who moves them sees how far they can go."""
    is_exact: bool = True
    """Whether the numbers are counted; of very many results they are estimates from a sample."""
    corrected: str = ""
    """What was searched instead of the words as typed."""


def effective_sort(sort: Sort | None, query: str) -> Sort:
    """Return the order that results come in: there is no relevance without words."""
    if sort is None or sort is Sort.RELEVANCE:
        return Sort.RELEVANCE if query.strip() else Sort.NEWEST
    return sort


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, what for, and in which sample."""

    found: Found
    wanted: Wanted | None = None
    corrected: str = ""
    level: int = 0
    has_whole: bool = False
    """Whether some product has all the words."""
    worth_noting: Sequence[str] = ()
    """The words, where all are known and some product has them all."""


_NOTHING = Answer(Found([], [], [], 0))


class Search:
    """The use case, with what it needs.

    `database` plans each statement by its values; `kept` plans a statement once. `note` is told the
    words of each search that found what has them all, and their language.
    """

    def __init__(
        self, database: Database, kept: Database, note: Callable[[list[str], Language], None]
    ) -> None:
        self._database = database
        self._kept = kept
        self._note = note
        self._tree = CategoryTreeCache()

    async def products(self, request: SearchRequest) -> SearchResult:
        """Return a page of what was found.

        All words are needed, taken in the shopper's language or else in another of the shop's;
        where nothing has them all, any will do and more are better. Words that mean nothing by
        themselves ("de", "!") are left out; of them alone nothing is found.
        """
        async with self._kept.direct() as connection:
            answer = await self.find(connection, request)
            tree = await self._tree.get(connection, answer.found.tree)
            if answer.wanted and answer.worth_noting:
                self._note(list(answer.worth_noting), answer.wanted.language)
        found = answer.found
        page = found.page[: request.page_size]
        next_page = None
        if len(found.page) > len(page):
            key, last = page[-1]
            next_page = Cursor(key, UUID(last.id), answer.wanted, answer.corrected)
        lowest = [shelf.lowest_price for shelf in found.shelves if shelf.lowest_price is not None]
        highest = [
            shelf.highest_price for shelf in found.shelves if shelf.highest_price is not None
        ]
        return SearchResult(
            page=[(one, tree.category(one.category_id, request.language)) for _, one in page],
            total=found.count,
            next_page=next_page,
            facets=category_facets(found.shelves, tree, request.filters.category, request.language),
            brands=found.brands,
            lowest_price=min(lowest, default=None),
            highest_price=max(highest, default=None),
            is_exact=not answer.level,
            corrected=answer.corrected,
        )

    async def find(self, connection: DirectConnection, request: SearchRequest) -> Answer:
        """Return the first meaning that finds anything; one that was met before goes on."""
        if request.filters.attributes:
            described = await attribute_filter.described(
                connection, request.filters.attributes, request.language
            )
            request = replace(request, filters=replace(request.filters, described=described))
        if not request.query.strip():
            return await self._listed(connection, request)
        after = request.after
        if after is not None:
            if after.wanted is None:
                return _NOTHING
            return await self._worded(connection, request, [after.wanted], after.corrected)
        typed, corrected = await understanding.understand(
            connection, request.query, request.language, exact=request.exact
        )
        # In another order than relevance what was typed would not come first.
        as_typed = bool(corrected) or request.sort is not Sort.RELEVANCE
        meanings = understanding.meanings(
            typed.lexicons, request.language, exact=request.exact, unfinished=not as_typed
        )
        answer = await self._worded(connection, request, meanings, corrected)
        # What some product's texts say is meant so, though it be another one's SKU too.
        if corrected or not answer.has_whole:
            skus = skus_in(request.query)
            if skus and (sku := await search_statements.first_sku(connection, skus)):
                return await self._of_sku(connection, request, sku)
        if answer.found.count < ENOUGH and not request.exact:
            answer = await self._parted(connection, request, typed, answer, unfinished=not as_typed)
        is_known = all(word in typed.known for word in typed.words)
        if answer.wanted and answer.has_whole and is_known:
            return replace(answer, worth_noting=words_of(corrected or request.query))
        return answer

    async def _of_sku(
        self, connection: DirectConnection, request: SearchRequest, sku: str
    ) -> Answer:
        filters = replace(request.filters, sku=sku)
        request = replace(request, query="", sort=Sort.NEWEST, filters=filters)
        return Answer(await self._ask(connection, request, None, 0))

    async def _worded(
        self,
        connection: DirectConnection,
        request: SearchRequest,
        meanings: Iterable[Wanted],
        corrected: str,
    ) -> Answer:
        few = _NOTHING
        for wanted in meanings:
            if few.wanted and not (wanted.least and wanted.language is few.wanted.language):
                continue
            taken, found = await self._fitting(connection, request, wanted)
            if not found.shelves:
                continue
            has_whole = few.has_whole or not taken.least
            answer = Answer(found, taken, corrected, taken.level, has_whole)
            if wanted.typed == 1 or wanted.least == 1 or request.after is not None:
                return answer
            if found.count >= ENOUGH:
                return answer
            few = answer
        return few

    async def _parted(
        self,
        connection: DirectConnection,
        request: SearchRequest,
        typed: Typed,
        few: Answer,
        *,
        unfinished: bool,
    ) -> Answer:
        """Return also what has the two words of which one that was typed is made."""
        if few.wanted is None or few.wanted.least:
            return few
        lexicon = await understanding.in_parts(connection, typed, few.wanted.language)
        if not lexicon.parts:
            return few
        wanted = Meaning.loosely(lexicon, unfinished=unfinished).wanted()
        taken, found = await self._fitting(connection, request, wanted)
        return replace(few, found=found, wanted=taken, level=taken.level)

    async def _fitting(
        self, connection: DirectConnection, request: SearchRequest, wanted: Wanted
    ) -> tuple[Wanted, Found]:
        """Return the sample that fits how many have the words.

        Which that is only a sample tells: "plato" and "llano" are in no more products together
        than alone, "plato" and "manual" hardly in any.
        """
        if request.after is not None:
            return wanted, await self._ask(connection, request, wanted, wanted.level)
        if search_statements.is_soon_met(request.sort, wanted.level):
            # Few would have to be looked for among all products.
            by_relevance = replace(request, sort=Sort.RELEVANCE)
            fitting, _ = await self._fitting(connection, by_relevance, wanted)
            return fitting, await self._ask(connection, request, fitting, fitting.level)
        given, level = request.filters.given, wanted.level
        while True:
            taken = replace(wanted, level=level)
            found = await self._ask(connection, request, taken, level)
            fits = ranked_of(found.count)
            if found.shelves and (given or wanted.least):
                fits = max(fits, wanted.finest)
            if fits >= level:
                return taken, found
            # What filters keep out has to be looked at all the same: no more of it than necessary.
            level = level - 1 if given else fits

    async def _listed(self, connection: DirectConnection, request: SearchRequest) -> Answer:
        lexicons = (await lexicon_store.look_up(connection, [])).lexicons
        level = level_for(lexicons[request.language].products, COUNTED)
        found = await self._ask(connection, request, None, level)
        if level and found.count < COUNTED:
            level = 0
            found = await self._ask(connection, request, None, level)
        return Answer(found, level=level)

    async def _ask(
        self,
        connection: DirectConnection,
        request: SearchRequest,
        wanted: Wanted | None,
        level: int,
    ) -> Found:
        if search_statements.is_walked(wanted, request.sort, level):
            async with self._database.direct() as another:
                return await _ask(another, request, wanted, level)
        return await _ask(connection, request, wanted, level)


async def _ask(
    connection: DirectConnection, request: SearchRequest, wanted: Wanted | None, level: int
) -> Found:
    return await search_statements.find(
        connection,
        language=request.language,
        wanted=wanted,
        filters=request.filters,
        sort=request.sort,
        after=request.after,
        limit=request.page_size + 1,
        level=level,
    )
