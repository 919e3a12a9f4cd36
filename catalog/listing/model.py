"""The request and the result of a list of products in any state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog.domain import Product, ProductState


@dataclass(frozen=True, slots=True)
class Listing:
    """Conditions that products must meet, and the page to return; prices are in minor units."""

    page_size: int
    state: ProductState | None = None
    query: str = ""
    """Words of the name or the brand in any language, or a SKU."""
    category: str | None = None
    """The slug of a category; products below it count too."""
    brand: str | None = None
    min_price: int | None = None
    max_price: int | None = None
    available: bool | None = None
    before: UUID | None = None
    """The last product of the page before; None for the first page."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page of products, newest first."""

    products: Sequence[Product]
    total: int
    """Over all pages."""
    has_more: bool
    state_counts: Mapping[ProductState, int]
    """The number of all products by state, whatever the filters are."""
