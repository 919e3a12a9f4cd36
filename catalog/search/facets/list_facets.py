"""Lists the attributes worth filtering by: those that divide the results well.

They are requested separately, after the results, so that a search does not wait for them.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from catalog.search.execution import attribute_filter
from catalog.search.facets import attribute_facet_store
from catalog.search.facets.attribute_facet_store import MAX_VALUES, AttributeCounts
from catalog.search.model import Filters, SearchRequest, Sort
from catalog.search.search_products import Match, SearchProducts
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.database import Database

MAX_ATTRIBUTES = 6
"""Attributes that are returned, besides those chosen."""
MIN_SELECTIVITY = 0.1
"""The minimum probability that two results both have the attribute, and differ in it."""
MIN_PRODUCTS_PER_VALUE = 1.5
"""The minimum mean number of products per value: a list of values with one product each would be no
shorter than the list of products."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class AttributeFacet:
    """How many results have each value of an attribute, the most frequent value first."""

    name: str
    values: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class AttributeFacets:
    """The attributes worth filtering by, the most selective first."""

    attributes: list[AttributeFacet]
    is_exact: bool
    """Whether all results were read; otherwise the counts are estimates from a sample."""


@dataclass(frozen=True, slots=True)
class ListFacets:
    """Lists the attributes worth filtering by; the databases are those of `search`."""

    search: SearchProducts
    database: Database
    search_database: Database

    async def list_facets(self, request: SearchRequest) -> AttributeFacets:
        """Return the attributes by which the results of all pages can be filtered.

        An attribute that is filtered by is always returned, and counted without its own filter.
        """
        # Only the text query of the search is needed.
        sort = Sort.NAME if request.query.strip() else Sort.NEWEST
        request = replace(request, sort=sort, page_size=1, after=None)
        chosen = request.filters.attributes
        async with self.search_database.direct() as connection:
            match = await self.search.find(connection, request)
            if not match.hits.buckets and chosen:
                filters = replace(request.filters, attributes={})
                match = await self.search.find(connection, replace(request, filters=filters))
            if match.text_query is not None:
                return await _facets(connection, request, match)
        if request.query.strip():
            return AttributeFacets([_facet(name, chosen[name]) for name in chosen], is_exact=True)
        # Without words, the statement is planned by its values, as for the list itself.
        async with self.database.direct() as connection:
            return await _facets(connection, request, match)


async def _facets(
    connection: DirectConnection, request: SearchRequest, match: Match
) -> AttributeFacets:
    filters, chosen = request.filters, request.filters.attributes
    counts = await _count(connection, request, match, filters)
    scored = [
        (score, _facet(name, (), counts))
        for name, values in _by_name(counts).items()
        if name not in chosen and (score := selectivity(values, counts.read)) >= MIN_SELECTIVITY
    ]
    scored = sorted(scored, key=_order)[:MAX_ATTRIBUTES]
    is_exact = counts.is_exact
    for name, values in chosen.items():
        others = filters.without(name)
        counts = await _count(connection, request, match, others, name, values)
        score = selectivity(_by_name(counts).get(name, {}), counts.read)
        scored.append((score, _facet(name, values, counts)))
        is_exact &= counts.is_exact
    return AttributeFacets([facet for _, facet in sorted(scored, key=_order)], is_exact)


async def _count(
    connection: DirectConnection,
    request: SearchRequest,
    match: Match,
    filters: Filters,
    name: str | None = None,
    values: Collection[str] = (),
) -> AttributeCounts:
    language = request.language
    described = await attribute_filter.described(connection, filters.attributes, language)
    return await attribute_facet_store.count_attributes(
        connection,
        language=language,
        text_query=match.text_query,
        filters=replace(filters, described=described),
        sample_level=match.sample_level,
        name=name,
        values=values,
    )


def selectivity(values: Mapping[str, int], read: int) -> float:
    """Return the probability that two of the read results have the attribute and differ in it.

    It is near 0 if few results have the attribute, or nearly all of these have the same value. The
    more results have it and the more evenly they spread over its values, the nearer it is to 1.
    Return 0 if hardly any two results share a value.
    """
    having = sum(values.values())
    if not values or having < MIN_PRODUCTS_PER_VALUE * len(values):
        return 0.0
    return (having**2 - sum(products**2 for products in values.values())) / read**2


def _by_name(counts: AttributeCounts) -> dict[str, dict[str, int]]:
    by_name: dict[str, dict[str, int]] = {}
    for name, value, products in counts.rows:
        # A filter accepts one line of text, so other values cannot be filtered by.
        if not _CONTROL.search(name + value):
            by_name.setdefault(name, {})[value] = products
    return by_name


def _facet(
    name: str, chosen: Collection[str], counts: AttributeCounts | None = None
) -> AttributeFacet:
    """Return the most frequent values of an attribute, and all that are chosen."""
    factor = counts.results / counts.read if counts and counts.read else 1.0
    read = _by_name(counts).get(name, {}) if counts else {}
    products = dict.fromkeys(chosen, 0) | read
    values = [(value, round(products[value] * factor)) for value in products]
    values.sort(key=lambda value: (-value[1], value[0]))
    returned = {value for value, _ in values[:MAX_VALUES]} | set(chosen)
    return AttributeFacet(name, [value for value in values if value[0] in returned])


def _order(scored: tuple[float, AttributeFacet]) -> tuple[float, str]:
    score, facet = scored
    return -score, facet.name
