"""The schemas of the catalogue that shoppers use: queries, lists, facets, a product's page."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.products.admin_schemas import CategoryNames, ImageAlts, ProductTexts
from bff.products.attributes import Attributes
from bff.schemas import Cursor, Limit, Line, MinorUnits, Money, NonEmptyLine, Query, Slug, State

Sort = Literal["relevance", "price", "-price", "newest", "name"]


class FacetQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search for products."""

    q: Annotated[Line, Meta(description="Words to search for, or a SKU.")] = ""
    category: (
        Annotated[Slug, Meta(description="Only products in this category or below it.")] | UnsetType
    ) = UNSET
    brand: (
        Annotated[Line, Meta(description="Only products of this brand, as the facets spell it.")]
        | UnsetType
    ) = UNSET
    min_price: Annotated[MinorUnits, Meta(description="In minor units, inclusive.")] | UnsetType = (
        UNSET
    )
    max_price: Annotated[MinorUnits, Meta(description="In minor units, inclusive.")] | UnsetType = (
        UNSET
    )
    in_stock: (
        Annotated[
            bool, Meta(description="True: only products in stock. False: only products sold out.")
        ]
        | UnsetType
    ) = UNSET
    attributes: Attributes | UnsetType = UNSET
    exact: Annotated[
        bool,
        Meta(
            description="Search for the words as typed, without spelling correction and synonyms."
        ),
    ] = False


class ProductQuery(FacetQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search for a page of products."""

    sort: (
        Annotated[Sort, Meta(description="Default: by relevance; without words, newest first.")]
        | UnsetType
    ) = UNSET
    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET

    state: (
        Annotated[
            Literal["draft", "active", "archived", "all"],
            Meta(
                description="For admins: the products in this state, newest first; by default those"
                " for sale. With another state than `active`, neither `sort` nor `attributes`."
            ),
        ]
        | UnsetType
    ) = UNSET

    @property
    def is_for_admins(self) -> bool:
        """Whether it asks for a state."""
        return self.state is not UNSET


class ProductViewQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a product."""

    state: (
        Annotated[
            Literal["all"],
            Meta(
                description="For admins: the product in whatever state it is, with `state` and"
                " `texts`. A program that sends an admin's token gets them without it."
            ),
        ]
        | UnsetType
    ) = UNSET

    @property
    def is_for_admins(self) -> bool:
        """Whether it asks for a state."""
        return self.state is not UNSET


class SuggestQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text typed so far."""

    q: NonEmptyLine


class CategoryName(Struct, frozen=True):
    """The category of a product."""

    slug: str
    name: str


class ImageSource(Struct, frozen=True):
    """One size of a picture."""

    url: str
    width: int
    height: int


class Image(Struct, frozen=True):
    """A picture; its own URL is that of its largest size."""

    url: str
    alt: str
    width: int
    height: int
    sources: Annotated[list[ImageSource], Meta(description="Ascending by width.")]
    alts: Annotated[ImageAlts, Meta(description="For admins: the texts it has.")] | UnsetType = (
        UNSET
    )


InStock = Annotated[
    bool | None,
    Meta(description="Some seconds old in a list. Null, on a product's page: not known now."),
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
    state: Annotated[State, Meta(description="For admins.")] | UnsetType = UNSET


class CategoryCount(Struct, frozen=True):
    """The number of results in a category."""

    slug: str
    name: str
    count: int


class BrandCount(Struct, frozen=True):
    """The number of results of a brand."""

    name: str
    count: int


class PriceRange(Struct, frozen=True):
    """The lowest and the highest price of the results; null if there are no results."""

    min: Money | None
    max: Money | None


class Facets(Struct, frozen=True):
    """The number of results by category and brand, and their prices."""

    categories: list[CategoryCount]
    price: PriceRange
    brands: Annotated[
        list[BrandCount],
        Meta(
            description="At most 20, largest first; the filter `brand` is ignored for these counts."
        ),
    ]


class StateCounts(Struct, frozen=True):
    """The number of products in each state, whatever else was asked for."""

    draft: int
    active: int
    archived: int


class ProductPage(Struct, frozen=True):
    """One page of search results."""

    items: list[ProductSummary]
    total: Annotated[int, Meta(description="Results on all pages.")]
    total_is_exact: Annotated[
        bool,
        Meta(description="False: total and facets are estimates from a sample of many results."),
    ]
    next_cursor: str | None
    facets: Facets
    corrected_query: Annotated[
        str | None, Meta(description="The words that were searched for instead of those in `q`.")
    ]
    states: Annotated[StateCounts, Meta(description="With `state` alone.")] | UnsetType = UNSET


class ValueCount(Struct, frozen=True):
    """The number of results with a value of an attribute."""

    value: str
    count: int


class AttributeFacet(Struct, frozen=True):
    """The number of results by value of an attribute."""

    name: str
    values: Annotated[
        list[ValueCount],
        Meta(
            description="Up to 12 and those in `attributes`, largest first; the filter by this name"
            " is ignored for these counts."
        ),
    ]


class AttributeFacets(Struct, frozen=True):
    """The attributes that best divide the results, in the language of the response."""

    attributes: Annotated[
        list[AttributeFacet],
        Meta(
            description="Up to 6 and those in `attributes`, those that divide most results first."
        ),
    ]
    counts_are_exact: Annotated[
        bool, Meta(description="False: the counts are estimates from a sample of many results.")
    ]


class Suggestion(Struct, frozen=True):
    """A completion of the text typed so far; with a slug if it is a product."""

    text: str
    slug: str | None


class Suggestions(Struct, frozen=True):
    """The completions of the text typed so far, best first."""

    suggestions: list[Suggestion]


class Category(Struct, frozen=True):
    """A category in the tree."""

    slug: str
    name: str
    path: Annotated[list[str], Meta(description="Slugs from the top of the tree to this category.")]
    parent: str | None
    product_count: Annotated[
        int, Meta(description="Products for sale in this category and below it.")
    ]
    names: (
        Annotated[
            CategoryNames,
            Meta(description="For admins: its names. `name` shows another where one is missing."),
        ]
        | UnsetType
    ) = UNSET
    total_product_count: (
        Annotated[
            int,
            Meta(description="For admins: products in any state in it and below it."),
        ]
        | UnsetType
    ) = UNSET


class CategoryQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for the tree of categories."""

    state: (
        Annotated[
            Literal["all"],
            Meta(description="For admins: with `names` and `total_product_count`."),
        ]
        | UnsetType
    ) = UNSET

    @property
    def is_for_admins(self) -> bool:
        """Whether it asks for a state."""
        return self.state is not UNSET


class BestsellerQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for bestsellers."""

    limit: Annotated[int, Meta(ge=1, le=24, description="Products, at most.")] = 8


class Bestsellers(Struct, frozen=True):
    """The bestsellers of the last 30 days that are for sale, best first, on one page."""

    items: list[ProductSummary]
    next_cursor: None


class Categories(Struct, frozen=True):
    """The tree of categories, depth first."""

    items: list[Category]


class Product(Struct, frozen=True):
    """A product's page."""

    id: str
    sku: str
    slug: str
    name: str
    category: CategoryName
    price: Money
    image: Image | None
    in_stock: InStock
    description: str
    attributes: Annotated[dict[str, str], Meta(description="In display order.")]
    images: list[Image]
    stock: Annotated[int | None, Meta(description="Units in stock; null: not known now.")]
    brand: str | None
    breadcrumbs: Annotated[list[CategoryName], Meta(description="From the top of the tree.")]
    lowest_price_30d: Annotated[
        Money | None,
        Meta(
            description="The lowest price in the 30 days before the last price cut; null if there"
            " was no cut in the last 30 days."
        ),
    ]
    state: Annotated[State, Meta(description="For admins.")] | UnsetType = UNSET
    texts: (
        Annotated[
            ProductTexts,
            Meta(
                description="For admins: the languages that it has texts in, and these. The fields"
                " above show another language where one is missing."
            ),
        ]
        | UnsetType
    ) = UNSET
