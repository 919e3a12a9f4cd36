"""What is searched for, and what is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from catalog.domain import CategoryRef, Language, ListedProduct
from catalog.search.query.text_query import TextQuery


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that products must meet to be found; prices in minor units, inclusive.

    The SQL has a parameter of the same name for each that is given.
    """

    category: str | None = None
    """A slug: in this category or below it."""
    brand: str | None = None
    min_price: int | None = None
    max_price: int | None = None
    available: bool | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name, values of which a product has one, in the language of the search."""
    described: str | None = None
    """A tsquery that all products with the attributes match; see execution.attribute_filter."""
    sku: str | None = None
    """Not for samples: the search index has none."""

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of the filters that are given, by name."""
        named = ((name, getattr(self, name)) for name in _PLAIN)
        given = {name: value for name, value in named if value is not None}
        for number, (name, values) in enumerate(self.attributes.items()):
            given |= {f"attribute_{number}": name, f"values_{number}": values}
        return given

    def without(self, attribute: str) -> "Filters":
        """Return these filters but for one attribute."""
        others = {name: values for name, values in self.attributes.items() if name != attribute}
        return replace(self, attributes=others, described=None)


_PLAIN = ("category", "brand", "min_price", "max_price", "available", "described", "sku")


class Sort(StrEnum):
    """The orders that results may come in; ties go by id."""

    RELEVANCE = "relevance"
    PRICE = "price"
    PRICE_DESCENDING = "-price"
    NEWEST = "newest"
    NAME = "name"

    @property
    def descends(self) -> bool:
        """Whether the greatest key comes first."""
        return self in {Sort.RELEVANCE, Sort.PRICE_DESCENDING, Sort.NEWEST}

    @staticmethod
    def effective(sort: "Sort | None", query: str) -> "Sort":
        """Return the order that results come in: there is no relevance without words."""
        if sort is None or sort is Sort.RELEVANCE:
            return Sort.RELEVANCE if query.strip() else Sort.NEWEST
        return sort


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the next one begins behind it, whatever has come or gone since."""

    key: float | int | str
    """What the last result was sorted by."""
    id: UUID
    text_query: TextQuery | None = None
    """What the pages so far were of, with the numbers that rank them; None: a list without words.
    """
    corrected_query: str = ""
    """What was searched for instead of the query as typed; empty: that."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a shopper searches for; its shape has been checked."""

    query: str
    """Blank: everything is listed."""
    language: Language
    filters: Filters
    sort: Sort
    page_size: int
    after: Cursor | None = None
    exact: bool = False
    """Whether the words are taken as typed, and never corrected."""


class CategoryBucket(NamedTuple):
    """How many results are directly in one category; the fields are in the order of the SQL."""

    category_id: str
    results: int
    lowest_price: int | None
    highest_price: int | None
    """Minor units. Products that only the limits on the price keep out are included; None: there is
    no product."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The products that one statement found: a page of them, and counts of all.

    The counts of a sample are multiplied by its factor: they are estimates.
    """

    page: list[tuple[Any, ListedProduct]]
    """In order, each with what it was sorted by."""
    buckets: list[CategoryBucket]
    brands: list[tuple[str, int]]
    """With how many products each has, also those that only the filter by brand keeps out; the
    largest first."""
    tree_version: int
    """The version of the category tree that the buckets are of; 0: nothing was executed."""

    @property
    def total(self) -> int:
        """How many results there are in all."""
        return sum(bucket.results for bucket in self.buckets)


@dataclass(frozen=True, slots=True)
class CategoryFacet:
    """How many of the results are in a category or below it."""

    category: CategoryRef
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results, and counts of all of them."""

    products: Sequence[tuple[ListedProduct, CategoryRef | None]]
    """Each with its category; None: that has gone in this very moment."""
    total: int
    next_page: Cursor | None
    category_facets: list[CategoryFacet]
    """Of the categories below the one chosen (the whole tree without one), the fullest first."""
    brands: list[tuple[str, int]]
    """See Hits."""
    lowest_price: int | None
    highest_price: int | None
    """Minor units. Of all that would be found without the limits on the price, so that a shopper
    who moves them sees how far they can go."""
    is_exact: bool = True
    """Whether the counts are exact; those of very many results are estimates from a sample."""
    corrected_query: str = ""
    """What was searched for instead of the words as typed; empty: those."""
