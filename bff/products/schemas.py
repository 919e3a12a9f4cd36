"""The catalogue's shapes: what is searched, what is found, what a shop keeper writes."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.products.attributes import Attributes
from bff.schemas import Cursor, Limit, Line, MinorUnits, Money, Query, Slug, Words

Sort = Literal["relevance", "price", "-price", "newest", "name"]


class FacetQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which products are meant."""

    q: Annotated[Line, Meta(description="Words to find, or a product's SKU.")] = ""
    category: Annotated[Slug, Meta(description="In this category and below.")] | UnsetType = UNSET
    brand: (
        Annotated[Line, Meta(description="Of this brand, spelt as facets spell it.")] | UnsetType
    ) = UNSET
    min_price: Annotated[MinorUnits, Meta(description="Minor units.")] | UnsetType = UNSET
    max_price: Annotated[MinorUnits, Meta(description="Minor units.")] | UnsetType = UNSET
    in_stock: (
        Annotated[bool, Meta(description="Only what can be bought now, or only what is sold out.")]
        | UnsetType
    ) = UNSET
    attributes: Attributes | UnsetType = UNSET
    exact: Annotated[
        bool, Meta(description="Take the words as typed: no spelling put right, no synonyms.")
    ] = False


class ProductQuery(FacetQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which products to list."""

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


InStock = Annotated[
    bool | None,
    Meta(
        description="In a list, as of moments ago. Null, on a product's own page: no stock figure"
        " is to be had now."
    ),
]


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


class BrandCount(Struct, frozen=True):
    """How many of the results are of a brand."""

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
    brands: Annotated[
        list[BrandCount],
        Meta(description="At most 20, the fullest first; also those that `brand` keeps out."),
    ]


class ProductPage(Struct, frozen=True):
    """One page of the products found."""

    items: list[ProductSummary]
    total: Annotated[int, Meta(description="Over all pages.")]
    total_is_exact: Annotated[
        bool,
        Meta(description="False: so many results that total and facets are estimated by a sample."),
    ]
    next_cursor: str | None
    facets: Facets
    corrected_query: Annotated[
        str | None, Meta(description="What was searched instead of the words as typed.")
    ]


class ValueCount(Struct, frozen=True):
    """How many of the results have a value of an attribute."""

    value: str
    count: int


class AttributeFacet(Struct, frozen=True):
    """How the results spread over the values of an attribute."""

    name: str
    values: Annotated[
        list[ValueCount],
        Meta(
            description="Up to 12 and those chosen, the fullest first; of a name that `attributes`"
            " has, also of products that only this keeps out."
        ),
    ]


class AttributeFacets(Struct, frozen=True):
    """The attributes that tell many of the results apart, in the language of the answer."""

    attributes: Annotated[
        list[AttributeFacet],
        Meta(description="Up to 6 and those chosen, what tells most results apart first."),
    ]
    counts_are_exact: Annotated[
        bool, Meta(description="False: of many results some were read, and counts are estimates.")
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


class BestsellerQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of what sells best."""

    limit: Annotated[int, Meta(ge=1, le=24, description="At most so many.")] = 8


class Bestsellers(Struct, frozen=True):
    """What sold best in the last 30 days and is for sale, the best first, all on one page."""

    items: list[ProductSummary]
    next_cursor: None


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
    lowest_price_30d: Annotated[
        Money | None,
        Meta(
            description="The lowest price of the 30 days before the price was last lowered, where"
            " that was within the last 30 days."
        ),
    ]
