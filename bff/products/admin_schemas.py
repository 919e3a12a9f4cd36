"""The schemas of the catalogue that only admins use: drafts, changes, stock, prices."""

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
    NonEmptyLine,
    Price,
    Query,
    Slug,
    State,
)
from chassis.violations import Code

_AT_LEAST_ONE_LANGUAGE = {"minProperties": 1}


class PriceQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a page of prices."""

    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET


class PricePeriod(Struct, frozen=True):
    """A price, and the period in which it applied."""

    price: Money
    since: datetime
    until: Annotated[datetime | None, Meta(description="Null: it is the current price.")]


class PricePage(Struct, frozen=True):
    """One page of a product's prices, newest first."""

    items: list[PricePeriod]
    next_cursor: str | None


Sku = Annotated[
    str,
    Meta(
        max_length=64,
        pattern=r"^[0-9A-Za-z._-]+(?![\s\S])",
        extra={"code": Code.MALFORMED_SKU, "max": 64},
    ),
]
Description = Annotated[str, Meta(max_length=10_000, pattern=MANY_LINES)]
AttributeValue = Annotated[str, Meta(min_length=1, max_length=500, pattern=ONE_LINE)]
Attributes = Annotated[dict[Name, AttributeValue], Meta(max_length=50)]
Brand = Annotated[str, Meta(max_length=100, pattern=ONE_LINE)]


class ProductText(Struct, frozen=True, forbid_unknown_fields=True):
    """A product's texts in one language."""

    name: NonEmptyLine
    description: Description = ""
    attributes: Attributes = {}


class ProductTexts(Struct, frozen=True, forbid_unknown_fields=True):
    """A product's texts by language; at least one language."""

    es: ProductText | UnsetType = UNSET
    en: ProductText | UnsetType = UNSET


class ProductTextsChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A product's new texts by language; an omitted language keeps its texts, null removes them."""

    es: ProductText | UnsetType | None = UNSET
    en: ProductText | UnsetType | None = UNSET


class CategoryNames(Struct, frozen=True, forbid_unknown_fields=True):
    """A category's name by language."""

    es: Name | UnsetType = UNSET
    en: Name | UnsetType = UNSET


class NewCategory(Struct, frozen=True, forbid_unknown_fields=True):
    """A category of a product; it is created if it does not exist, and then needs names."""

    slug: Slug
    names: CategoryNames = CategoryNames()


class NewShelf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new category, the last among its siblings."""

    slug: Annotated[Slug, Meta(description="Default: derived from the Spanish name.")] | None = None
    names: Annotated[
        CategoryNames,
        Meta(description="At least one language.", extra_json_schema=_AT_LEAST_ONE_LANGUAGE),
    ]
    parent: Annotated[Slug | None, Meta(description="Null: the top of the tree.")] = None


class CategoryRenaming(Struct, frozen=True, forbid_unknown_fields=True):
    """A category's new names; an omitted language keeps its name, null removes it."""

    es: Name | UnsetType | None = UNSET
    en: Name | UnsetType | None = UNSET


class ShelfChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of a category; an omitted field stays as it is."""

    names: CategoryRenaming = CategoryRenaming()
    parent: Annotated[Slug | None, Meta(description="Null: the top of the tree.")] | UnsetType = (
        UNSET
    )


CategoryPath = Annotated[
    list[NewCategory], Meta(min_length=1, max_length=5, description="From the top of the tree.")
]


Alt = Annotated[str, Meta(max_length=300, pattern=ONE_LINE)]


class ImageAlts(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture's alternative text by language; the product's name is used if it is empty."""

    es: Alt | UnsetType = UNSET
    en: Alt | UnsetType = UNSET


class KeptImage(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of the product that is to stay."""

    url: Annotated[Line, Meta(description="As in the product.")]
    alts: Annotated[ImageAlts, Meta(description="An omitted language stays as it is.")] = (
        ImageAlts()
    )


class NewProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new product."""

    sku: Sku
    slug: Annotated[Slug, Meta(description="Default: derived from the Spanish name.")] | None = None
    texts: Annotated[ProductTexts, Meta(extra_json_schema=_AT_LEAST_ONE_LANGUAGE)]
    categories: CategoryPath
    price: Price
    brand: Brand | None = None
    state: Annotated[State, Meta(description="A draft is not public, nor is what is archived.")] = (
        "active"
    )


class ProductChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of a product; an omitted field or language stays as it is."""

    sku: Sku | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    texts: ProductTextsChange | UnsetType = UNSET
    categories: CategoryPath | UnsetType = UNSET
    price: Price | UnsetType = UNSET
    brand: Annotated[Brand | None, Meta(description="Null removes the brand.")] | UnsetType = UNSET
    images: (
        Annotated[
            list[KeptImage],
            Meta(max_length=20, description="In their new order; omitted pictures are removed."),
        ]
        | UnsetType
    ) = UNSET
    state: (
        Annotated[
            State,
            Meta(
                description="`active` publishes a draft, and puts what is archived on sale again."
            ),
        ]
        | UnsetType
    ) = UNSET


class Stock(Struct, frozen=True, forbid_unknown_fields=True):
    """The units of a product in stock."""

    on_hand: Annotated[int, Meta(ge=0, le=1_000_000_000)]
