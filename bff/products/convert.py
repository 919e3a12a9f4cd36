"""Convert products between protobuf and REST."""

import functools
from typing import Final, cast

import msgspec
from msgspec import UNSET

from bff import money
from bff.products import schemas
from bff.products.attributes import parse_attributes
from bff.schemas import Language
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

MAX_CACHED_SUMMARIES: Final = 10_000
"""The most recently used summaries, a kilobyte each."""

_SORT_TO_PROTO = {
    "relevance": catalog_service_pb2.SORT_ORDER_RELEVANCE,
    "price": catalog_service_pb2.SORT_ORDER_PRICE_ASCENDING,
    "-price": catalog_service_pb2.SORT_ORDER_PRICE_DESCENDING,
    "newest": catalog_service_pb2.SORT_ORDER_NEWEST,
    "name": catalog_service_pb2.SORT_ORDER_NAME,
}


def search_request(
    query: schemas.ProductQuery, language: Language
) -> catalog_service_pb2.SearchProductsRequest:
    """Return the search for a page of products."""
    request = _base_search(query, language)
    request.page_size = query.limit
    request.page_token = query.cursor or ""
    request.view = catalog_service_pb2.PRODUCT_VIEW_SUMMARY
    if query.sort is not UNSET:
        request.sort_order = _SORT_TO_PROTO[query.sort]
    return request


def facets_request(
    query: schemas.FacetQuery, language: Language
) -> catalog_service_pb2.ListFacetsRequest:
    """Return the request for the facets of a search."""
    return catalog_service_pb2.ListFacetsRequest(search=_base_search(query, language))


def _base_search(
    query: schemas.FacetQuery, language: Language
) -> catalog_service_pb2.SearchProductsRequest:
    request = catalog_service_pb2.SearchProductsRequest(language=language, exact=query.exact)
    set_filters(request, query)
    if query.attributes is not UNSET:
        for name, values in parse_attributes(query.attributes).items():
            request.attributes.add(name=name, values=values)
    return request


def set_filters(
    request: catalog_service_pb2.SearchProductsRequest | catalog_service_pb2.ListProductsRequest,
    query: schemas.FacetQuery,
) -> None:
    """Set the words and filters that a search and a list for admins have in common."""
    request.query = query.q
    request.category_slug = query.category or ""
    request.brand = query.brand or ""
    if query.min_price is not UNSET:
        request.min_price = query.min_price
    if query.max_price is not UNSET:
        request.max_price = query.max_price
    if query.in_stock is not UNSET:
        request.available = query.in_stock


def product_page(reply: catalog_service_pb2.SearchProductsResponse) -> schemas.ProductPage:
    """Return a page of search results."""
    has_prices = reply.HasField("lowest_price")
    return schemas.ProductPage(
        items=cast(
            "list[schemas.ProductSummary]",
            [_summary_json(product.SerializeToString()) for product in reply.products],
        ),
        total=reply.total,
        total_is_exact=not reply.total_is_estimate,
        next_cursor=reply.next_page_token or None,
        facets=schemas.Facets(
            categories=[
                schemas.CategoryCount(facet.category.slug, facet.category.name, facet.count)
                for facet in reply.category_facets
            ],
            price=schemas.PriceRange(
                min=money.from_proto(reply.lowest_price) if has_prices else None,
                max=money.from_proto(reply.highest_price) if has_prices else None,
            ),
            brands=[schemas.BrandCount(facet.brand, facet.count) for facet in reply.brand_facets],
        ),
        corrected_query=reply.corrected_query or None,
    )


def facets(reply: catalog_service_pb2.ListFacetsResponse) -> schemas.AttributeFacets:
    """Return the attributes of the search results, with counts."""
    return schemas.AttributeFacets(
        attributes=[
            schemas.AttributeFacet(
                facet.name, [schemas.ValueCount(value.value, value.count) for value in facet.values]
            )
            for facet in reply.attributes
        ],
        counts_are_exact=not reply.counts_are_estimates,
    )


@functools.lru_cache(maxsize=MAX_CACHED_SUMMARIES)
def _summary_json(serialized_product: bytes) -> msgspec.Raw:
    """Return a product's summary as JSON.

    The key is the whole product, so no cached summary can be out of date. A lookup takes a fraction
    of the time of a conversion.
    """
    product = product_pb2.Product.FromString(serialized_product)
    return msgspec.Raw(msgspec.json.encode(summary(product)))


def summary(product: product_pb2.Product) -> schemas.ProductSummary:
    """Return what a list shows of a product."""
    return schemas.ProductSummary(
        id=product.id,
        sku=product.sku,
        slug=product.slug,
        name=product.text.name,
        category=_own_category(product),
        price=money.from_proto(product.price),
        image=first_image(product),
        in_stock=product.available,
    )


def product(product: product_pb2.Product, stock: int | None) -> schemas.Product:
    """Return a product's page; `stock` is None if it is not known now."""
    return schemas.Product(
        id=product.id,
        sku=product.sku,
        slug=product.slug,
        name=product.text.name,
        category=_own_category(product),
        price=money.from_proto(product.price),
        image=first_image(product),
        in_stock=None if stock is None else stock > 0,
        description=product.text.description,
        attributes={attribute.name: attribute.value for attribute in product.text.attributes},
        images=[image_of(each) for each in product.images if each.sources],
        stock=stock,
        brand=product.brand or None,
        breadcrumbs=[
            schemas.CategoryName(category.slug, category.name) for category in product.categories
        ],
        lowest_price_30d=money.from_proto(product.lowest_recent_price)
        if product.HasField("lowest_recent_price")
        else None,
    )


def first_image(product: product_pb2.Product) -> schemas.Image | None:
    """Return the product's first picture."""
    for image in product.images:
        if image.sources:
            return image_of(image)
    return None


def suggestions(reply: catalog_service_pb2.SuggestProductsResponse) -> schemas.Suggestions:
    """Return the completions of the text typed so far."""
    return schemas.Suggestions(
        [
            schemas.Suggestion(suggestion.text, suggestion.slug or None)
            for suggestion in reply.suggestions
        ]
    )


def categories(reply: catalog_service_pb2.ListCategoriesResponse) -> schemas.Categories:
    """Return the tree of categories."""
    return schemas.Categories([category(node) for node in reply.categories])


def category(category: product_pb2.Category) -> schemas.Category:
    """Return a category of the tree."""
    return schemas.Category(
        slug=category.slug,
        name=category.name,
        path=list(category.path),
        parent=category.path[-2] if len(category.path) > 1 else None,
        product_count=category.product_count,
    )


def _own_category(product: product_pb2.Product) -> schemas.CategoryName:
    deepest = product.categories[-1] if product.categories else product_pb2.CategoryRef()
    return schemas.CategoryName(deepest.slug, deepest.name)


def image_of(image: product_pb2.Image) -> schemas.Image:
    """Return a picture that has a size."""
    sources = [
        schemas.ImageSource(_url(source), source.width, source.height) for source in image.sources
    ]
    largest = sources[-1]
    return schemas.Image(
        url=largest.url,
        alt=image.alt,
        width=largest.width,
        height=largest.height,
        sources=sources,
    )


def image_url(image: product_pb2.ImageDraft) -> str:
    """Return the URL of a picture's largest size, which identifies it; empty if it has no size."""
    return _url(image.sources[-1]) if image.sources else ""


def _url(source: product_pb2.ImageSource) -> str:
    return f"/media/{source.key}"
