"""The catalogue's shapes: what is searched, what is found, what a shop keeper writes."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.shapes.common import (
    MANY_LINES,
    ONE_LINE,
    Cursor,
    Limit,
    Line,
    MinorUnits,
    Money,
    Name,
    Query,
    Slug,
    Words,
)

Sort = Literal["relevance", "price", "-price", "newest", "name"]


class ProductQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which products to list."""

    q: Annotated[Line, Meta(description="Words to find.")] = ""
    category: Annotated[Slug, Meta(description="In this category and below.")] | UnsetType = UNSET
    min_price: Annotated[MinorUnits, Meta(description="Minor units.")] | UnsetType = UNSET
    max_price: Annotated[MinorUnits, Meta(description="Minor units.")] | UnsetType = UNSET
    in_stock: (
        Annotated[bool, Meta(description="Only what can be bought now, or only what is sold out.")]
        | UnsetType
    ) = UNSET
    sort: (
        Annotated[Sort, Meta(description="By relevance unless said; without words, newest first.")]
        | UnsetType
    ) = UNSET
    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET


class SuggestQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was typed so far."""

    q: Words


class CategoryName(Struct, frozen=True):
    """A category as products name it."""

    slug: str
    name: str


class ImageSource(Struct, frozen=True):
    """One size of a picture."""

    url: str
    width: int
    height: int


class Image(Struct, frozen=True):
    """A picture; its own address is that of its largest size."""

    url: str
    alt: str
    width: int
    height: int
    sources: Annotated[list[ImageSource], Meta(description="Ascending by width.")]


InStock = Annotated[bool | None, Meta(description="Null: no stock figure is to be had now.")]


class ProductSummary(Struct, frozen=True):
    """A product in a list."""

    id: str
    sku: str
    slug: str
    name: str
    category: CategoryName
    price: Money
    image: Image | None
    in_stock: InStock


class CategoryCount(Struct, frozen=True):
    """How many of the results stand in a category."""

    slug: str
    name: str
    count: int


class PriceRange(Struct, frozen=True):
    """The lowest and the highest price of the results; null when there are none."""

    min: Money | None
    max: Money | None


class Facets(Struct, frozen=True):
    """How the results spread."""

    categories: list[CategoryCount]
    price: PriceRange


class ProductPage(Struct, frozen=True):
    """One page of the products found."""

    items: list[ProductSummary]
    total: Annotated[int, Meta(description="Over all pages.")]
    next_cursor: str | None
    facets: Facets
    corrected_query: Annotated[
        str | None, Meta(description="What was searched instead of the words as typed.")
    ]


class Suggestion(Struct, frozen=True):
    """One way to complete what was typed; with a slug when it is one product."""

    text: str
    slug: str | None


class Suggestions(Struct, frozen=True):
    """Ways to complete what was typed, best first."""

    suggestions: list[Suggestion]


class Category(Struct, frozen=True):
    """A category in the tree."""

    slug: str
    name: str
    path: Annotated[list[str], Meta(description="Slugs from the top of the tree to this one.")]
    parent: str | None
    product_count: Annotated[int, Meta(description="Products for sale in it and below it.")]


class Categories(Struct, frozen=True):
    """The whole tree, depth first."""

    items: list[Category]


class Product(Struct, frozen=True):
    """A product's own page."""

    id: str
    sku: str
    slug: str
    name: str
    category: CategoryName
    price: Money
    image: Image | None
    in_stock: InStock
    description: str
    attributes: Annotated[dict[str, str], Meta(description="In the order to show them.")]
    images: list[Image]
    stock: Annotated[int | None, Meta(description="Units left; null: not to be had now.")]
    brand: str | None
    breadcrumbs: Annotated[list[CategoryName], Meta(description="From the top of the tree.")]


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


CategoryPath = Annotated[
    list[NewCategory], Meta(min_length=1, max_length=5, description="From the top of the tree.")
]


class NewProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as a shop keeper writes it."""

    sku: Sku
    slug: Annotated[Slug, Meta(description="Made from the Spanish name if unset.")] | None = None
    texts: ProductTexts
    categories: CategoryPath
    price: Money
    brand: Brand | None = None


class ProductChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; a field left out stays as it is, a language left out too."""

    sku: Sku | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    texts: ProductTexts | UnsetType = UNSET
    categories: CategoryPath | UnsetType = UNSET
    price: Money | UnsetType = UNSET
    brand: Annotated[Brand | None, Meta(description="Null takes it off.")] | UnsetType = UNSET


class Stock(Struct, frozen=True, forbid_unknown_fields=True):
    """How many units are on the shelf."""

    on_hand: Annotated[int, Meta(ge=0, le=1_000_000_000)]
