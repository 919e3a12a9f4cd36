"""Searches for products, stage by stage.

SearchProducts.find is the pipeline: parse, correct, expand, choose the sample, execute, relax. Each
stage passes one value to the next: ParsedQuery, CorrectedQuery, QueryPlan, TextQuery, Match.
SearchProducts.search summarizes the Match as a SearchPage.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from catalog.categories.tree import CategoryTree, roll_up
from catalog.categories.tree_cache import CategoryTreeCache
from catalog.domain import Language
from catalog.search.execution import attribute_filter, hit_store
from catalog.search.execution.hits import is_page_of_all
from catalog.search.model import (
    CategoryBucket,
    CategoryFacet,
    Cursor,
    Filters,
    Hits,
    SearchPage,
    SearchRequest,
    Sort,
)
from catalog.search.query import compounds, lexicon_store, spell_correction
from catalog.search.query.expansion import QueryPlan, QueryVariant, plan_query
from catalog.search.query.lexicon import ParsedQuery, tokenize
from catalog.search.query.spell_correction import CorrectedQuery
from catalog.search.query.text_query import TextQuery
from catalog.search.sampling import (
    MAX_COUNTED_PRODUCTS,
    sample_level_for_counting,
    sample_level_for_ranking,
)
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.database import Database

ENOUGH_RESULTS = 10
"""If a query has fewer results, it is relaxed to products that have fewer of the words."""


@dataclass(frozen=True, slots=True)
class Match:
    """The hits of a search, the query that found them, and its sample."""

    hits: Hits
    text_query: TextQuery | None = None
    """None if the query has no words, or nothing was found."""
    sample_level: int = 0
    corrected_query: str = ""
    """The query after spell correction; empty if it was searched for as typed."""
    popular_words: Sequence[str] = ()
    """The words to record for suggestions: products have each of them, and a product has them all.
    """


_NO_MATCH = Match(Hits([], [], [], 0))


@dataclass(frozen=True, slots=True)
class SearchProducts:
    """The search for products.

    `database` plans each statement by its values; `search_database` plans each statement once.
    `record_query` takes the words and the language of a query that is worth suggesting to others.
    """

    database: Database
    search_database: Database
    record_query: Callable[[list[str], Language], None]
    tree_cache: CategoryTreeCache = field(default_factory=CategoryTreeCache)

    async def search(self, request: SearchRequest) -> SearchPage:
        """Return a page of the products that match, and counts of all of them.

        A product must have all words, in the shopper's language or else in another language of the
        shop. If few products do, those with fewer of the words follow. Stop words ("de") are left
        out; a search for them alone finds nothing.
        """
        async with self.search_database.direct() as connection:
            match = await self.find(connection, request)
            tree = await self.tree_cache.get(connection, match.hits.tree_version)
        if match.text_query and match.popular_words:
            self.record_query(list(match.popular_words), match.text_query.language)
        return _summarize(match, request, tree)

    async def find(self, connection: DirectConnection, request: SearchRequest) -> Match:
        """Return what matches the request: its hits, and the text query that found them."""
        if request.filters.attributes:
            request = await _describe_attributes(connection, request)
        if not request.query.strip():
            return await self._list_all(connection, request)
        if request.after is not None:
            return await self._find_next_page(connection, request, request.after)

        parsed = await lexicon_store.look_up(connection, request.query)
        corrected = await _correct(connection, request, parsed)
        plan = _expand(request, corrected)

        match = await self._find_all_words(connection, request, plan)
        has_all_words = match.text_query is not None
        # If a product has the words as typed, the query is no SKU, even if it looks like one.
        may_be_sku = bool(corrected.text) or not has_all_words
        if may_be_sku and (sku := await hit_store.find_sku(connection, request.query)):
            return await self._list_sku(connection, request, sku)
        if match.hits.total < ENOUGH_RESULTS:
            match = await self._relax(connection, request, plan, match)
        if match.hits.total < ENOUGH_RESULTS and not request.exact:
            match = await self._split_compounds(connection, request, corrected, plan, match)

        is_popular = has_all_words and corrected.parsed.is_all_known
        return replace(
            match,
            corrected_query=corrected.text if match.text_query else "",
            popular_words=tokenize(corrected.text or request.query) if is_popular else (),
        )

    async def _list_all(self, connection: DirectConnection, request: SearchRequest) -> Match:
        """List all products that pass the filters: there are no words."""
        lexicons = (await lexicon_store.look_up(connection, "")).lexicons
        level = sample_level_for_counting(lexicons[request.language].product_count)
        hits = await self._execute(connection, request, None, level)
        if level and hits.total < MAX_COUNTED_PRODUCTS:
            level = 0
            hits = await self._execute(connection, request, None, level)
        return Match(hits, sample_level=level)

    async def _find_next_page(
        self, connection: DirectConnection, request: SearchRequest, cursor: Cursor
    ) -> Match:
        """Execute the query of the previous pages."""
        query = cursor.text_query
        if query is None:
            return _NO_MATCH
        hits = await self._execute(connection, request, query, query.sample_level)
        if not hits.buckets:
            return _NO_MATCH
        corrected_query = ""
        if cursor.is_corrected:
            # Corrected again, since the client may have written the cursor.
            parsed = await lexicon_store.look_up(connection, request.query)
            corrected_query = (await _correct(connection, request, parsed)).text
        return Match(hits, query, query.sample_level, corrected_query)

    async def _list_sku(
        self, connection: DirectConnection, request: SearchRequest, sku: str
    ) -> Match:
        """List the product of that SKU, if it passes the filters."""
        filters = replace(request.filters, sku=sku)
        request = replace(request, query="", sort=Sort.NEWEST, filters=filters)
        return Match(await self._execute(connection, request, None, 0))

    async def _find_all_words(
        self, connection: DirectConnection, request: SearchRequest, plan: QueryPlan
    ) -> Match:
        """Return the match of the first language in which products have all the words."""
        for query in plan.match_all():
            match = await self._match(connection, request, query)
            if match.hits.buckets:
                return match
        return _NO_MATCH

    async def _relax(
        self, connection: DirectConnection, request: SearchRequest, plan: QueryPlan, match: Match
    ) -> Match:
        """Return the match of the most words that enough products have, in the match's language."""
        for query in plan.relaxations():
            if match.text_query and query.language is not match.text_query.language:
                continue
            relaxed = await self._match(connection, request, query)
            if relaxed.hits.buckets:
                match = relaxed
                if match.hits.total >= ENOUGH_RESULTS or query.min_should_match == 1:
                    break
        return match

    async def _split_compounds(
        self,
        connection: DirectConnection,
        request: SearchRequest,
        corrected: CorrectedQuery,
        plan: QueryPlan,
        match: Match,
    ) -> Match:
        """Return the match in which the parts of a compound are alternatives for it."""
        if match.text_query is None or match.text_query.min_should_match:
            return match
        language = match.text_query.language
        lexicon = await compounds.with_parts(connection, corrected.parsed, language)
        if not lexicon.parts:
            return match
        variant = QueryVariant.expanded(lexicon, complete_last=plan.complete_last)
        return await self._match(connection, request, variant.match_all())

    async def _match(
        self, connection: DirectConnection, request: SearchRequest, query: TextQuery
    ) -> Match:
        """Execute the query in a sample that fits the number of matching products.

        This number is unknown before: "plato" and "llano" are often in the same product, "plato"
        and "manual" hardly ever.
        """
        probe = request
        if is_page_of_all(request.sort, query.sample_level):
            # If few products match, finding them in this order would scan all products.
            probe = replace(request, sort=Sort.RELEVANCE)
        hits = await self._execute(connection, probe, query, query.sample_level)
        while (level := _fitting_level(query, hits, request.filters)) < query.sample_level:
            query = replace(query, sample_level=level)
            hits = await self._execute(connection, probe, query, level)
        if probe is not request:
            hits = await self._execute(connection, request, query, query.sample_level)
        return Match(hits, query, query.sample_level)

    async def _execute(
        self,
        connection: DirectConnection,
        request: SearchRequest,
        query: TextQuery | None,
        sample_level: int,
    ) -> Hits:
        """Execute the statement on a connection with the planner settings that suit it."""
        if query and not is_page_of_all(request.sort, sample_level):
            return await hit_store.find_hits(connection, request, query, sample_level)
        # The best plan to read products in order depends on the values.
        async with self.database.direct() as planning:
            return await hit_store.find_hits(planning, request, query, sample_level)


async def _describe_attributes(
    connection: DirectConnection, request: SearchRequest
) -> SearchRequest:
    described = await attribute_filter.described(
        connection, request.filters.attributes, request.language
    )
    return replace(request, filters=replace(request.filters, described=described))


async def _correct(
    connection: DirectConnection, request: SearchRequest, parsed: ParsedQuery
) -> CorrectedQuery:
    if request.exact:
        return CorrectedQuery("", parsed)
    return await spell_correction.correct(connection, parsed, request.language)


def _expand(request: SearchRequest, corrected: CorrectedQuery) -> QueryPlan:
    return plan_query(
        corrected.parsed,
        request.language,
        is_exact=request.exact,
        # In other sort orders, products with the typed word would not come first.
        complete_last=not corrected.text and request.sort is Sort.RELEVANCE,
    )


def _fitting_level(query: TextQuery, hits: Hits, filters: Filters) -> int:
    """Return the level of the sample that fits the query, by its hits in its present sample."""
    level = sample_level_for_ranking(hits.total)
    is_filtered = bool(filters.given)
    if hits.buckets and (is_filtered or query.min_should_match):
        level = max(level, query.finest_sample_level)
    if level < query.sample_level and is_filtered:
        # Products that the filters exclude are examined too, so enlarge the sample step by step.
        return query.sample_level - 1
    return level


def _summarize(match: Match, request: SearchRequest, tree: CategoryTree) -> SearchPage:
    """Return the page, with the counts of all matches."""
    hits = match.hits
    page = hits.page[: request.page_size]
    next_page = None
    if len(hits.page) > len(page):
        key, last = page[-1]
        is_corrected = bool(match.corrected_query)
        next_page = Cursor(key, UUID(last.id), match.text_query, is_corrected)
    lowest = (bucket.lowest_price for bucket in hits.buckets)
    highest = (bucket.highest_price for bucket in hits.buckets)
    return SearchPage(
        products=[
            (product, tree.category(product.category_id, request.language)) for _, product in page
        ],
        total=hits.total,
        next_page=next_page,
        category_facets=_category_facets(
            hits.buckets, tree, request.filters.category, request.language
        ),
        brands=hits.brands,
        lowest_price=min((price for price in lowest if price is not None), default=None),
        highest_price=max((price for price in highest if price is not None), default=None),
        is_exact=not match.sample_level,
        corrected_query=match.corrected_query,
    )


def _category_facets(
    buckets: Iterable[CategoryBucket], tree: CategoryTree, chosen: str | None, language: Language
) -> list[CategoryFacet]:
    """Return the categories below the one chosen, by slug, that have results; the fullest first."""
    counts = roll_up(
        (tree.path_below(bucket.category_id, chosen), bucket.results) for bucket in buckets
    )
    categories = tree.categories[language]
    facets = [CategoryFacet(categories[slug], count) for slug, count in counts.items() if count]
    return sorted(facets, key=lambda facet: (-facet.count, facet.category.slug))
