"""What a shopper can narrow results by: the attributes that tell many of them apart.

Asked for by itself, behind the results: a search waits for none of it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from catalog.search import attribute_filter
from catalog.search.facets import attribute_facet_store
from catalog.search.facets.attribute_facet_store import MAX_VALUES, Counted
from catalog.search.model import Filters, Sort
from catalog.search.service import Answer, Search, SearchRequest
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.database import Database

MAX_NAMES = 6
"""Attributes that are told, those aside that are chosen by."""
WORTH_IT = 0.1
"""How often two results must differ in an attribute that both have."""
SHARED = 1.5
"""Results that a value must have on average: a list of values of one each is no shorter list."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class AttributeFacet:
    """How results spread over the values of an attribute, the fullest first."""

    name: str
    values: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class AttributeFacets:
    """The attributes worth choosing by, those that tell most results apart first."""

    attributes: list[AttributeFacet]
    is_exact: bool
    """Whether all results were read; of very many the counts are estimates from some."""


class Narrowing:
    """The use case, with what it needs; the databases are those of `search`."""

    def __init__(self, search: Search, database: Database, kept: Database) -> None:
        self._search = search
        self._database = database
        self._kept = kept

    async def facets(self, request: SearchRequest) -> AttributeFacets:
        """Return what the results of the search, all pages of it, can be narrowed by.

        An attribute that is chosen by is told whatever comes of it, and counted as if it were not.
        """
        # All that is wanted of the search itself is what its words are taken to mean.
        sort = Sort.NAME if request.query.strip() else Sort.NEWEST
        request = replace(request, sort=sort, page_size=1, after=None)
        chosen = request.filters.attributes
        async with self._kept.direct() as connection:
            answer = await self._search.find(connection, request)
            if not answer.found.shelves and chosen:
                filters = replace(request.filters, attributes={})
                answer = await self._search.find(connection, replace(request, filters=filters))
            if answer.wanted is not None:
                return await self._counted(connection, request, answer)
        if request.query.strip():
            return AttributeFacets([_facet(name, chosen[name]) for name in chosen], is_exact=True)
        # Without words a plan is made by the values, as for the list itself.
        async with self._database.direct() as connection:
            return await self._counted(connection, request, answer)

    async def _counted(
        self, connection: DirectConnection, request: SearchRequest, answer: Answer
    ) -> AttributeFacets:
        filters, chosen = request.filters, request.filters.attributes
        told = await self._count(connection, request, answer, filters)
        scored = [
            (apart, _facet(name, (), told))
            for name, values in _by_name(told).items()
            if name not in chosen and (apart := tells_apart(values, told.read)) >= WORTH_IT
        ]
        scored = sorted(scored, key=_first)[:MAX_NAMES]
        is_exact = told.is_exact
        for name, values in chosen.items():
            others = filters.without(name)
            told = await self._count(connection, request, answer, others, name, values)
            apart = tells_apart(_by_name(told).get(name, {}), told.read)
            scored.append((apart, _facet(name, values, told)))
            is_exact &= told.is_exact
        return AttributeFacets([facet for _, facet in sorted(scored, key=_first)], is_exact)

    async def _count(
        self,
        connection: DirectConnection,
        request: SearchRequest,
        answer: Answer,
        filters: Filters,
        name: str | None = None,
        values: Collection[str] = (),
    ) -> Counted:
        language = request.language
        words = await attribute_filter.described(connection, filters.attributes, language)
        return await attribute_facet_store.count(
            connection,
            language=language,
            wanted=answer.wanted,
            filters=replace(filters, described=words),
            level=answer.level,
            name=name,
            values=values,
        )


def tells_apart(values: Mapping[str, int], read: int) -> float:
    """Return how often two of the results read both have the attribute, and differ in it.

    0: hardly any two have the same. Else, near 0, few have it or nearly all the same; the more
    have it and the more evenly they spread, the nearer to 1.
    """
    having = sum(values.values())
    if not values or having < SHARED * len(values):
        return 0.0
    return (having**2 - sum(products**2 for products in values.values())) / read**2


def _by_name(told: Counted) -> dict[str, dict[str, int]]:
    named: dict[str, dict[str, int]] = {}
    for name, value, products in told.rows:
        # A filter takes one line of text, and so can give back no other.
        if not _CONTROL.search(name + value):
            named.setdefault(name, {})[value] = products
    return named


def _facet(name: str, chosen: Collection[str], told: Counted | None = None) -> AttributeFacet:
    """Return the fullest values of an attribute, and all that are chosen."""
    each = told.results / told.read if told and told.read else 1.0
    read = _by_name(told).get(name, {}) if told else {}
    counted = dict.fromkeys(chosen, 0) | read
    values = [(value, round(counted[value] * each)) for value in counted]
    values.sort(key=lambda value: (-value[1], value[0]))
    shown = {value for value, _ in values[:MAX_VALUES]} | set(chosen)
    return AttributeFacet(name, [value for value in values if value[0] in shown])


def _first(scored: tuple[float, AttributeFacet]) -> tuple[float, str]:
    apart, facet = scored
    return -apart, facet.name
