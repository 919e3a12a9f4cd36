"""Convert products between protobuf and REST."""

import functools
from collections.abc import Mapping
from datetime import UTC
from typing import Final, cast

import msgspec
from msgspec import UNSET, UnsetType

from bff import money
from bff.products import admin_schemas, schemas
from bff.products.attributes import parse_attributes
from bff.schemas import Language, State
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
        for name, values in parse_attributes(query.attributes).items():
            request.attributes.add(name=name, values=values)
    return request


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


_STATES: Final[Mapping[int, State]] = {
    product_pb2.PRODUCT_STATE_DRAFT: "draft",
    product_pb2.PRODUCT_STATE_ACTIVE: "active",
    product_pb2.PRODUCT_STATE_ARCHIVED: "archived",
}


def state(code: product_pb2.ProductState.ValueType) -> State | UnsetType:
    """Return a product's state; UNSET if catalog does not say it."""
    return _STATES.get(code, UNSET)


def product_for_admins(
    message: product_pb2.Product, stock: int | None, draft: product_pb2.ProductDraft
) -> schemas.Product:
    """Return a product's page with what only admins see; `draft` is the product as it is stored."""
    images = [
        msgspec.structs.replace(_image(image), alts=_alts(stored.alts))
        for image, stored in zip(message.images, draft.images, strict=False)
        if image.sources
    ]
    return msgspec.structs.replace(
        product(message, stock),
        images=images,
        state=state(message.state),
        texts=_texts(draft.texts),
    )


def _alts(alts: Mapping[str, str]) -> admin_schemas.ImageAlts:
    return admin_schemas.ImageAlts(es=alts.get("es", UNSET), en=alts.get("en", UNSET))


def _texts(texts: Mapping[str, product_pb2.ProductText]) -> admin_schemas.ProductTexts:
    by_language = {
        language: admin_schemas.ProductText(
            name=text.name,
            description=text.description,
            attributes={attribute.name: attribute.value for attribute in text.attributes},
        )
        for language, text in texts.items()
    }
    return admin_schemas.ProductTexts(
        es=by_language.get("es", UNSET), en=by_language.get("en", UNSET)
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
        images=[_image(image) for image in product.images if image.sources],
        stock=stock,
        brand=product.brand or None,
        breadcrumbs=[
            schemas.CategoryName(category.slug, category.name) for category in product.categories
        ],
        lowest_price_30d=money.from_proto(product.lowest_recent_price)
        if product.HasField("lowest_recent_price")
        else None,
    )


def price_page(reply: catalog_service_pb2.ListProductPricesResponse) -> admin_schemas.PricePage:
    """Return a page of a product's prices."""
    return admin_schemas.PricePage(
        [
            admin_schemas.PricePeriod(
                price=money.from_proto(period.price),
                since=period.start_time.ToDatetime(UTC),
                until=period.end_time.ToDatetime(UTC) if period.HasField("end_time") else None,
            )
            for period in reply.prices
        ],
        next_cursor=reply.next_page_token or None,
    )


def first_image(product: product_pb2.Product) -> schemas.Image | None:
    """Return the product's first picture."""
    for image in product.images:
        if image.sources:
            return _image(image)
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


def detailed_categories(
    reply: catalog_service_pb2.ListCategoriesResponse,
) -> schemas.Categories:
    """Return the tree of categories as admins see it."""
    return schemas.Categories(
        [
            msgspec.structs.replace(
                category(node),
                names=admin_schemas.CategoryNames(
                    es=node.names.get("es", UNSET), en=node.names.get("en", UNSET)
                ),
                total_product_count=node.total_product_count,
            )
            for node in reply.categories
        ]
    )


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


def _image(image: product_pb2.Image) -> schemas.Image:
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
