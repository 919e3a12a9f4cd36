"""The catalogue's shapes for shop keepers: what they write, and what only they read."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.schemas import (
    MANY_LINES,
    ONE_LINE,
    Cursor,
    Limit,
    Line,
    Money,
    Name,
    Price,
    Query,
    Slug,
    Words,
)

_SOME = {"minProperties": 1}
"""One language at least."""


class PriceQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which prices to list."""

    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET


class PricePeriod(Struct, frozen=True):
    """What a product cost, and when."""

    price: Money
    since: datetime
    until: Annotated[datetime | None, Meta(description="Null: it still does.")]


class PricePage(Struct, frozen=True):
    """One page of a product's prices, the newest first."""

    items: list[PricePeriod]
    next_cursor: str | None


Sku = Annotated[
    str,
    Meta(max_length=64, pattern=r"^[0-9A-Za-z._-]+(?![\s\S])", extra={"fault": "sku"}),
]
Description = Annotated[str, Meta(max_length=10_000, pattern=MANY_LINES)]
AttributeValue = Annotated[str, Meta(min_length=1, max_length=500, pattern=ONE_LINE)]
Attributes = Annotated[dict[Name, AttributeValue], Meta(max_length=50)]
Brand = Annotated[str, Meta(max_length=100, pattern=ONE_LINE)]


class ProductText(Struct, frozen=True, forbid_unknown_fields=True):
    """A product's texts in one language."""

    name: Words
    description: Description = ""
    attributes: Attributes = {}


class ProductTexts(Struct, frozen=True, forbid_unknown_fields=True):
    """A product's texts by language; at least one."""

    es: ProductText | UnsetType = UNSET
    en: ProductText | UnsetType = UNSET


class CategoryNames(Struct, frozen=True, forbid_unknown_fields=True):
    """A category's name by language."""

    es: Name | UnsetType = UNSET
    en: Name | UnsetType = UNSET


class NewCategory(Struct, frozen=True, forbid_unknown_fields=True):
    """A category on a product; one that is new is made, and then needs names."""

    slug: Slug
    names: CategoryNames = CategoryNames()


class NewShelf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A category to be made, behind all others."""

    slug: Slug
    names: Annotated[
        CategoryNames, Meta(description="In one language at least.", extra_json_schema=_SOME)
    ]
    parent: Annotated[Slug | None, Meta(description="Null: at the top of the tree.")] = None


class CategoryRenaming(Struct, frozen=True, forbid_unknown_fields=True):
    """A category's name by language; one left out stays, null goes."""

    es: Name | UnsetType | None = UNSET
    en: Name | UnsetType | None = UNSET


class ShelfChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change of a category; what is left out stays as it is."""

    names: CategoryRenaming = CategoryRenaming()
    parent: (
        Annotated[Slug | None, Meta(description="Null: to the top of the tree.")] | UnsetType
    ) = UNSET


CategoryPath = Annotated[
    list[NewCategory], Meta(min_length=1, max_length=5, description="From the top of the tree.")
]


Alt = Annotated[str, Meta(max_length=300, pattern=ONE_LINE)]


class ImageAlts(Struct, frozen=True, forbid_unknown_fields=True):
    """What a picture shows, by language; the product's name stands in where it is empty."""

    es: Alt | UnsetType = UNSET
    en: Alt | UnsetType = UNSET


class KeptImage(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture that the product has and keeps."""

    url: Annotated[Line, Meta(description="As the product names it.")]
    alts: Annotated[ImageAlts, Meta(description="A language left out stays.")] = ImageAlts()


class NewProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as a shop keeper writes it."""

    sku: Sku
    slug: Annotated[Slug, Meta(description="Made from the Spanish name if unset.")] | None = None
    texts: Annotated[ProductTexts, Meta(extra_json_schema=_SOME)]
    categories: CategoryPath
    price: Price
    brand: Brand | None = None


class ProductChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; a field left out stays as it is, a language left out too."""

    sku: Sku | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    texts: ProductTexts | UnsetType = UNSET
    categories: CategoryPath | UnsetType = UNSET
    price: Price | UnsetType = UNSET
    brand: Annotated[Brand | None, Meta(description="Null takes it off.")] | UnsetType = UNSET
    images: (
        Annotated[
            list[KeptImage],
            Meta(max_length=20, description="In their new order; those left out are removed."),
        ]
        | UnsetType
    ) = UNSET


class Stock(Struct, frozen=True, forbid_unknown_fields=True):
    """How many units are on the shelf."""

    on_hand: Annotated[int, Meta(ge=0, le=1_000_000_000)]
