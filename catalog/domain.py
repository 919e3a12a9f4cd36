"""The domain of catalog: products, categories, and the errors of their use cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from chassis.errors import DomainError, Kind
from chassis.money import Money
from chassis.violations import Code, Param, Violation


class Language(StrEnum):
    """The languages of the shop, the default one first."""

    ES = "es"
    EN = "en"


DEFAULT_LANGUAGE = Language.ES


class ProductState(StrEnum):
    """Whether shoppers see a product."""

    DRAFT = "draft"
    """Not published yet: only admins can read it."""
    ACTIVE = "active"
    """For sale."""
    ARCHIVED = "archived"
    """No longer for sale; orders still refer to it."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a product as a page shows it: "Material", "Roble macizo"."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ProductText:
    """The texts of a product in one language."""

    name: str
    description: str = ""
    attributes: tuple[Attribute, ...] = ()


class ImageSource(NamedTuple):
    """An image in one of its sizes: the key in the media bucket, and pixels."""

    key: str
    width: int
    height: int


class Image(NamedTuple):
    """An image in all its sizes, ascending by width, with its alternative text."""

    sources: tuple[ImageSource, ...]
    alt: str


class CategoryRef(NamedTuple):
    """A category as a product or a facet names it, in one language."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the tree, in one language."""

    slug: str
    name: str
    path: tuple[str, ...]
    """Slugs from the top of the tree down to the category's own."""
    product_count: int
    """Products for sale in the category and below it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Its own names by language, in lists for admins."""
    total_product_count: int = 0
    """Products in any state in the category and below it, in lists for admins."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what a shopper has typed."""

    text: str
    slug: str = ""
    """The product's slug, if the suggestion is a product."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product as its page shows it, in one language."""

    id: UUID
    sku: str
    slug: str
    language: Language
    text: ProductText
    categories: tuple[CategoryRef, ...]
    price: Money
    brand: str
    images: tuple[Image, ...]
    state: ProductState
    available: bool
    version: int
    created_at: datetime
    updated_at: datetime
    lowest_before_reduction: Money | None = None
    """The lowest price of the 30 days before the last reduction, for 30 days after it."""


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
    """What else a list shows of a product, in one language; it changes only with the version."""

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
    """A price of a product, and the time it was or is valid."""

    price: Money
    since: datetime
    until: datetime | None
    """None for the current price."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A product at its price: what an order needs to know of it."""

    id: UUID
    slug: str
    name: str
    price: Money
    archived: bool
    """Whether it is not for sale, as a draft is not either."""


@dataclass(frozen=True, slots=True)
class ProductSlug:
    """The slug of a product for sale, and when the product was last changed."""

    slug: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category as an admin writes it."""

    slug: str
    names: Mapping[str, str]
    """Names by language; may be empty."""


@dataclass(frozen=True, slots=True)
class ImageDraft:
    """An image of a draft; its files are in the media bucket already."""

    sources: tuple[ImageSource, ...]
    alts: Mapping[str, str]
    """Alternative texts by language; may be empty."""


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as an admin writes it; catalog.products.validation checks it."""

    sku: str
    slug: str
    """If empty, the product keeps its slug, or gets one that is made from its name."""
    texts: Mapping[str, ProductText]
    """Texts by language."""
    categories: tuple[CategoryDraft, ...]
    """Categories from the top of the tree down to the product's own."""
    price: Money
    brand: str = ""
    images: tuple[ImageDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """A product as it is stored, in every language that it has texts in."""

    product: Product
    texts: Mapping[str, ProductText]
    """Texts by language, without those that stand in for missing ones."""
    images: Sequence[ImageDraft]


class ProductNotFound(DomainError):
    """No product has this id or slug."""

    kind = Kind.NOT_FOUND
    reason = "PRODUCT_NOT_FOUND"


class SkuTaken(DomainError):
    """Another product, `owner`, has this SKU."""

    kind = Kind.ALREADY_EXISTS
    reason = "SKU_TAKEN"

    def __init__(self, owner: Product) -> None:
        super().__init__(
            f"{owner.text.name} has the SKU {owner.sku}",
            violations=[Violation("product.sku", Code.SKU_TAKEN, {"name": owner.text.name})],
            items=[_owner_item(owner)],
        )


class SlugTaken(DomainError):
    """Another product, `owner`, has this slug."""

    kind = Kind.ALREADY_EXISTS
    reason = "SLUG_TAKEN"

    def __init__(self, owner: Product) -> None:
        super().__init__(
            f"{owner.text.name} has the slug {owner.slug}",
            violations=[Violation("product.slug", Code.SLUG_TAKEN)],
            items=[_owner_item(owner)],
        )


def _owner_item(owner: Product) -> Mapping[str, str]:
    """Return the product that has what another one wants."""
    return {
        "product_id": str(owner.id),
        "slug": owner.slug,
        "name": owner.text.name,
        "state": owner.state.value,
    }


class VersionMismatch(DomainError):
    """The product has changed since the version that the admin has seen."""

    kind = Kind.STALE
    reason = "VERSION_MISMATCH"


class InvalidImage(DomainError):
    """The file is not an image that the shop accepts; its violation says why."""

    kind = Kind.INVALID
    reason = "INVALID_IMAGE"

    def __init__(self, code: Code, **params: Param) -> None:
        violation = Violation("image", code, params)
        super().__init__(f"image: {violation.description}", violations=[violation])


class ImageTooLarge(DomainError):
    """The file is larger than an image may be."""

    kind = Kind.INVALID
    reason = "IMAGE_TOO_LARGE"


class TooManyImages(DomainError):
    """The product has as many images as a product may have."""

    kind = Kind.CONFLICT
    reason = "TOO_MANY_IMAGES"


class CategoryNotFound(DomainError):
    """No category has this slug."""

    kind = Kind.NOT_FOUND
    reason = "CATEGORY_NOT_FOUND"


class CategoryTaken(DomainError):
    """Another category has this slug."""

    kind = Kind.ALREADY_EXISTS
    reason = "CATEGORY_TAKEN"

    def __init__(self, slug: str) -> None:
        violations = [Violation("category.slug", Code.CATEGORY_TAKEN, {"slug": slug})]
        super().__init__(f"there is a category {slug} already", violations=violations)


class CategoryCycle(DomainError):
    """The category would be below itself."""

    kind = Kind.CONFLICT
    reason = "CATEGORY_CYCLE"


class CategoryNotEmpty(DomainError):
    """The category holds products or other categories."""

    kind = Kind.CONFLICT
    reason = "CATEGORY_NOT_EMPTY"
