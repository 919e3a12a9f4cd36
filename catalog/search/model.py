"""What is searched for and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from catalog.domain import ListedProduct
from catalog.search.query.tsquery import Wanted

MAX_BRANDS = 20
"""Brands that are told, those with the most products."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What products must be like to be found; prices in minor units, inclusive.

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
    """A tsquery that what has the attributes answers; see catalog.search.attribute_filter."""
    sku: str | None = None
    """Not for samples: the search index has none."""

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of those that are given, by name."""
        named = ((name, getattr(self, name)) for name in _PLAIN)
        given = {name: value for name, value in named if value is not None}
        for number, (name, values) in enumerate(self.attributes.items()):
            given |= {f"attribute_{number}": name, f"values_{number}": values}
        return given

    def without(self, attribute: str) -> "Filters":
        """The same but for one attribute."""
        left = {name: values for name, values in self.attributes.items() if name != attribute}
        return replace(self, attributes=left, described=None)


_PLAIN = ("category", "brand", "min_price", "max_price", "available", "described", "sku")


class Shelf(NamedTuple):
    """The results that stand in one category itself, in numbers, in the order of the SQL's."""

    category: str
    """By id."""
    results: int
    lowest_price: int | None
    highest_price: int | None
    """These two also of products that only the limits on the price keep out; None: no product."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results in order, each with what it was sorted by; and all results in numbers.

    Of a sample the counts are multiplied: they are estimates then.
    """

    page: list[tuple[Any, ListedProduct]]
    shelves: list[Shelf]
    brands: list[tuple[str, int]]
    """With how many products each has, also those that only the filter by brand keeps out; the
    fullest first."""
    tree: int
    """The version of the tree that the categories stand in; 0: there are none."""

    @property
    def count(self) -> int:
        """How many results there are in all."""
        return sum(shelf.results for shelf in self.shelves)


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


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the next one begins behind it, whatever has come or gone since."""

    key: float | int | str
    """What the last result was sorted by."""
    id: UUID
    wanted: Wanted | None = None
    """What the pages so far were of, ranked by which numbers; None: there were no words."""
    corrected: str = ""
    """What was searched instead of the words as typed."""
