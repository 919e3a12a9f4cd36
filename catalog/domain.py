"""Products, categories and what can go wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from chassis.errors import DomainError, Kind
from chassis.money import Money
from chassis.violations import Code, Param, Violation


class Language(StrEnum):
    """The languages the shop speaks, its default first."""

    ES = "es"
    EN = "en"


DEFAULT_LANGUAGE = Language.ES


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property as it is shown: "Material", "Roble macizo"."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ProductText:
    """What is said of a product in one language."""

    name: str
    description: str = ""
    attributes: tuple[Attribute, ...] = ()


class ImageSource(NamedTuple):
    """One size of a picture: its key in the media bucket, and pixels."""

    key: str
    width: int
    height: int


class Image(NamedTuple):
    """A picture in all its sizes, ascending by width, and what it shows."""

    sources: tuple[ImageSource, ...]
    alt: str


class CategoryRef(NamedTuple):
    """A category named on a product."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category in the tree; `path` goes from the top down to its own slug."""

    slug: str
    name: str
    path: tuple[str, ...]
    product_count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way to complete what was typed; the slug is empty unless it is one product."""

    text: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A product as a shopper reads it, in one language."""

    id: UUID
    sku: str
    slug: str
    language: Language
    text: ProductText
    categories: tuple[CategoryRef, ...]
    price: Money
    brand: str
    images: tuple[Image, ...]
    archived: bool
    available: bool
    version: int
    created_at: datetime
    updated_at: datetime
    lowest_before_reduction: Money | None = None
    """The lowest price of the 30 days before the price was last lowered, if within 30 days."""


class ListedProduct(NamedTuple):
    """What a list shows of a product that may change without a new version of it.

    The statements of the search return the fields of this class and of ProductSummary as JSON lists
    in the order given here, and the decoder makes these classes of them.
    """

    id: str
    version: int
    category_id: str
    price: int
    """Minor units; ProductSummary has the currency."""
    available: bool


class ProductSummary(NamedTuple):
    """What else a list shows of a product, in one language; it changes with the version only."""

    id: str
    version: int
    sku: str
    slug: str
    name: str
    currency: str
    image: Image | None
    """The first image."""


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """What a product cost, and when; `until` None: it still does."""

    price: Money
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What is sold at which price: as much of a product as an order needs."""

    id: UUID
    slug: str
    name: str
    price: Money
    archived: bool


@dataclass(frozen=True, slots=True)
class ProductSlug:
    """Under which name a product is shown, and since when as it is."""

    slug: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category as a shop keeper writes it; `names` by language may be empty."""

    slug: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImageDraft:
    """A picture that is in the media bucket already; `alts` by language may be empty."""

    sources: tuple[ImageSource, ...]
    alts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as a shop keeper writes it; catalog.products.validation says what makes it good."""

    sku: str
    slug: str
    """Empty: the one it has, or one made from its name."""
    texts: Mapping[str, ProductText]
    categories: tuple[CategoryDraft, ...]
    price: Money
    brand: str = ""
    images: tuple[ImageDraft, ...] = ()


class ProductNotFound(DomainError):
    """No product has that id or slug."""

    kind = Kind.NOT_FOUND
    reason = "PRODUCT_NOT_FOUND"


class SkuTaken(DomainError):
    """Another product has that SKU."""

    kind = Kind.ALREADY_EXISTS
    reason = "SKU_TAKEN"


class SlugTaken(DomainError):
    """Another product has that slug."""

    kind = Kind.ALREADY_EXISTS
    reason = "SLUG_TAKEN"


class VersionMismatch(DomainError):
    """The product has changed since the version that was seen."""

    kind = Kind.STALE
    reason = "VERSION_MISMATCH"


class InvalidImage(DomainError):
    """The file is no picture that the shop takes; its violation says why."""

    kind = Kind.INVALID
    reason = "INVALID_IMAGE"

    def __init__(self, code: Code, **params: Param) -> None:
        violation = Violation("image", code, params)
        super().__init__(f"image: {violation.description}", violations=[violation])


class ImageTooLarge(DomainError):
    """The file has more bytes than a picture may."""

    kind = Kind.INVALID
    reason = "IMAGE_TOO_LARGE"


class TooManyImages(DomainError):
    """The product has as many pictures as a product may."""

    kind = Kind.CONFLICT
    reason = "TOO_MANY_IMAGES"


class CategoryNotFound(DomainError):
    """No category has that slug."""

    kind = Kind.NOT_FOUND
    reason = "CATEGORY_NOT_FOUND"


class CategoryTaken(DomainError):
    """Another category has that slug."""

    kind = Kind.ALREADY_EXISTS
    reason = "CATEGORY_TAKEN"


class CategoryCycle(DomainError):
    """A category would stand in itself."""

    kind = Kind.CONFLICT
    reason = "CATEGORY_CYCLE"


class CategoryNotEmpty(DomainError):
    """Products or other categories stand in it."""

    kind = Kind.CONFLICT
    reason = "CATEGORY_NOT_EMPTY"
