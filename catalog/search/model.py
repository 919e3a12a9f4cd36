"""The request and the results of a search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from catalog.domain import CategoryRef, Language, ListedProduct
from catalog.search.query.text_query import TextQuery
from catalog.search.query.tsquery import TsQuery


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that products must meet; prices are in minor units and inclusive.

    The SQL has a parameter of the same name for each given filter.
    """

    category: str | None = None
    """The slug of a category; products below it count too."""
    brand: str | None = None
    min_price: int | None = None
    max_price: int | None = None
    available: bool | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By attribute name, values of which a product must have one, in the language of the search."""
    described: TsQuery | None = None
    """A tsquery that all products with the attributes match; see execution.attribute_filter."""
    sku: str | None = None
    """Not supported for samples: the search index has no SKUs."""

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of the given filters, by name."""
        named = ((name, getattr(self, name)) for name in _PLAIN)
        given = {name: value for name, value in named if value is not None}
        for number, (name, values) in enumerate(self.attributes.items()):
            given |= {f"attribute_{number}": name, f"values_{number}": values}
        return given

    def without(self, attribute: str) -> "Filters":
        """Return these filters without one attribute."""
        others = {name: values for name, values in self.attributes.items() if name != attribute}
        return replace(self, attributes=others, described=None)


_PLAIN = ("category", "brand", "min_price", "max_price", "available", "described", "sku")


class Sort(StrEnum):
    """The sort orders of results; ties are broken by id."""

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
        """Return the sort order to use: there is no relevance without words."""
        if sort is None or sort is Sort.RELEVANCE:
            return Sort.RELEVANCE if query.strip() else Sort.NEWEST
        return sort


@dataclass(frozen=True, slots=True)
class Cursor:
    """The end of a page; the next one begins after it, even if products have changed since."""

    key: float | int | str
    """The sort key of the last result."""
    id: UUID
    text_query: TextQuery | None = None
    """The text query of the pages so far, with the numbers that rank them; None if there are no
    words."""
    is_corrected: bool = False
    """Whether spell correction changed the query of the pages so far."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A validated search request of a shopper."""

    query: str
    """If blank, all products are listed."""
    language: Language
    filters: Filters
    sort: Sort
    page_size: int
    after: Cursor | None = None
    exact: bool = False
    """Whether the words are searched for as typed, and never corrected."""


class CategoryBucket(NamedTuple):
    """The results directly in one category; the fields are in the order of the SQL."""

    category_id: str
    results: int
    lowest_price: int | None
    highest_price: int | None
    """In minor units, regardless of the filter by price; None if there is no product."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The products that one statement found: a page of them, and counts of all.

    The counts of a sample are multiplied by its factor, so they are estimates.
    """

    page: list[tuple[Any, ListedProduct]]
    """Sort keys and products, in order."""
    buckets: list[CategoryBucket]
    brands: list[tuple[str, int]]
    """Brands and their numbers of products, regardless of the filter by brand; the largest first.
    """
    tree_version: int
    """The version of the category tree that the buckets refer to; 0 if nothing was executed."""

    @property
    def total(self) -> int:
        """How many results there are in all."""
        return sum(bucket.results for bucket in self.buckets)


@dataclass(frozen=True, slots=True)
class CategoryFacet:
    """The number of results in a category or below it."""

    category: CategoryRef
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results, and counts of all of them."""

    products: Sequence[tuple[ListedProduct, CategoryRef | None]]
    """Products and their categories; None if the category was deleted at this moment."""
    total: int
    next_page: Cursor | None
    category_facets: list[CategoryFacet]
    """The categories below the one chosen, or of the whole tree without one; the fullest first."""
    brands: list[tuple[str, int]]
    """See Hits."""
    lowest_price: int | None
    highest_price: int | None
    """In minor units, regardless of the filter by price, so that shoppers see how far they can move
    it."""
    is_exact: bool = True
    """Whether the counts are exact; those of very many results are estimates from a sample."""
    corrected_query: str = ""
    """The query after spell correction; empty if it was searched for as typed."""
