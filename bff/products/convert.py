"""Products between protos and REST."""

import functools
from datetime import UTC
from typing import Final, cast

import msgspec
from msgspec import UNSET

from bff import money
from bff.products import admin_schemas, attributes
from bff.products import schemas as shapes
from bff.schemas import Language
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

MAX_ENTRIES: Final = 10_000
"""Summaries of products, as they were in answers of late: a kilobyte each."""

_SORTS = {
    "relevance": catalog_service_pb2.SORT_ORDER_RELEVANCE,
    "price": catalog_service_pb2.SORT_ORDER_PRICE_ASCENDING,
    "-price": catalog_service_pb2.SORT_ORDER_PRICE_DESCENDING,
    "newest": catalog_service_pb2.SORT_ORDER_NEWEST,
    "name": catalog_service_pb2.SORT_ORDER_NAME,
}


def search_request(
    query: shapes.ProductQuery, language: Language
) -> catalog_service_pb2.SearchProductsRequest:
    """Write what is searched."""
    request = _search(query, language)
    request.page_size = query.limit
    request.page_token = query.cursor or ""
    request.view = catalog_service_pb2.PRODUCT_VIEW_SUMMARY
    if query.sort is not UNSET:
        request.sort_order = _SORTS[query.sort]
    return request


def facets_request(
    query: shapes.FacetQuery, language: Language
) -> catalog_service_pb2.ListFacetsRequest:
    """Write whose results are meant."""
    return catalog_service_pb2.ListFacetsRequest(search=_search(query, language))


def _search(
    query: shapes.FacetQuery, language: Language
) -> catalog_service_pb2.SearchProductsRequest:
    request = catalog_service_pb2.SearchProductsRequest(
        query=query.q,
        language=language,
        category_slug=query.category or "",
        exact=query.exact,
        brand=query.brand or "",
    )
    if query.min_price is not UNSET:
        request.min_price = query.min_price
    if query.max_price is not UNSET:
        request.max_price = query.max_price
    if query.in_stock is not UNSET:
        request.available = query.in_stock
    if query.attributes is not UNSET:
        for name, values in attributes.read(query.attributes).items():
            request.attributes.add(name=name, values=values)
    return request


def product_page(found: catalog_service_pb2.SearchProductsResponse) -> shapes.ProductPage:
    """Read what was found."""
    has_prices = found.HasField("lowest_price")
    return shapes.ProductPage(
        items=cast(
            "list[shapes.ProductSummary]",
            [_summary_json(product.SerializeToString()) for product in found.products],
        ),
        total=found.total,
        total_is_exact=not found.total_is_estimate,
        next_cursor=found.next_page_token or None,
        facets=shapes.Facets(
            categories=[
                shapes.CategoryCount(facet.category.slug, facet.category.name, facet.count)
                for facet in found.category_facets
            ],
            price=shapes.PriceRange(
                min=money.from_proto(found.lowest_price) if has_prices else None,
                max=money.from_proto(found.highest_price) if has_prices else None,
            ),
            brands=[shapes.BrandCount(facet.brand, facet.count) for facet in found.brand_facets],
        ),
        corrected_query=found.corrected_query or None,
    )


def facets(found: catalog_service_pb2.ListFacetsResponse) -> shapes.AttributeFacets:
    """Read what tells the results apart."""
    return shapes.AttributeFacets(
        attributes=[
            shapes.AttributeFacet(
                one.name, [shapes.ValueCount(value.value, value.count) for value in one.values]
            )
            for one in found.attributes
        ],
        counts_are_exact=not found.counts_are_estimates,
    )


@functools.lru_cache(maxsize=MAX_ENTRIES)
def _summary_json(written: bytes) -> msgspec.Raw:
    """Return a product's summary as it goes into the answer.

    Kept by what it is made of, to the last byte: nothing can be out of date. To make one takes
    several times as long as to look for it.
    """
    return msgspec.Raw(msgspec.json.encode(summary(product_pb2.Product.FromString(written))))


def summary(product: product_pb2.Product) -> shapes.ProductSummary:
    """Read as much of a product as a list shows."""
    return shapes.ProductSummary(
        id=product.id,
        sku=product.sku,
        slug=product.slug,
        name=product.text.name,
        category=_own_category(product),
        price=money.from_proto(product.price),
        image=first_image(product),
        in_stock=product.available,
    )


def product(product: product_pb2.Product, stock: int | None) -> shapes.Product:
    """Read a product's own page; `stock` is None when it is not to be had."""
    return shapes.Product(
        id=product.id,
        sku=product.sku,
        slug=product.slug,
        name=product.text.name,
        category=_own_category(product),
        price=money.from_proto(product.price),
        image=first_image(product),
        in_stock=None if stock is None else stock > 0,
        description=product.text.description,
        attributes={one.name: one.value for one in product.text.attributes},
        images=[_image(image) for image in product.images if image.sources],
        stock=stock,
        brand=product.brand or None,
        breadcrumbs=[shapes.CategoryName(one.slug, one.name) for one in product.categories],
        lowest_price_30d=money.from_proto(product.lowest_recent_price)
        if product.HasField("lowest_recent_price")
        else None,
    )


def price_page(found: catalog_service_pb2.ListProductPricesResponse) -> admin_schemas.PricePage:
    """Read what a product costs and cost before."""
    return admin_schemas.PricePage(
        [
            admin_schemas.PricePeriod(
                price=money.from_proto(one.price),
                since=one.start_time.ToDatetime(UTC),
                until=one.end_time.ToDatetime(UTC) if one.HasField("end_time") else None,
            )
            for one in found.prices
        ],
        next_cursor=found.next_page_token or None,
    )


def first_image(product: product_pb2.Product) -> shapes.Image | None:
    """Read the picture that stands for the product."""
    for image in product.images:
        if image.sources:
            return _image(image)
    return None


def suggestions(found: catalog_service_pb2.SuggestProductsResponse) -> shapes.Suggestions:
    """Read the ways to complete what was typed."""
    return shapes.Suggestions(
        [shapes.Suggestion(one.text, one.slug or None) for one in found.suggestions]
    )


def categories(found: catalog_service_pb2.ListCategoriesResponse) -> shapes.Categories:
    """Read the tree."""
    return shapes.Categories([category(one) for one in found.categories])


def category(found: product_pb2.Category) -> shapes.Category:
    """Read a category of the tree."""
    return shapes.Category(
        slug=found.slug,
        name=found.name,
        path=list(found.path),
        parent=found.path[-2] if len(found.path) > 1 else None,
        product_count=found.product_count,
    )


def _own_category(product: product_pb2.Product) -> shapes.CategoryName:
    own = product.categories[-1] if product.categories else product_pb2.CategoryRef()
    return shapes.CategoryName(own.slug, own.name)


def _image(image: product_pb2.Image) -> shapes.Image:
    sources = [
        shapes.ImageSource(_address(source), source.width, source.height)
        for source in image.sources
    ]
    largest = sources[-1]
    return shapes.Image(
        url=largest.url,
        alt=image.alt,
        width=largest.width,
        height=largest.height,
        sources=sources,
    )


def url_of(image: product_pb2.Image) -> str:
    """Return the address that names a picture: that of its largest size; empty without one."""
    return _address(image.sources[-1]) if image.sources else ""


def _address(source: product_pb2.ImageSource) -> str:
    return f"/media/{source.key}"
