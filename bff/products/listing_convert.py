"""Convert lists of products in any state between protobuf and REST."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from bff.products import convert, schemas
from bff.schemas import Language, State
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

STATE_TO_PROTO: Final[Mapping[str, product_pb2.ProductState.ValueType]] = {
    "draft": product_pb2.PRODUCT_STATE_DRAFT,
    "active": product_pb2.PRODUCT_STATE_ACTIVE,
    "archived": product_pb2.PRODUCT_STATE_ARCHIVED,
    "all": product_pb2.PRODUCT_STATE_UNSPECIFIED,
}


def listing_request(
    query: schemas.ProductQuery, language: Language
) -> catalog_service_pb2.ListProductsRequest:
    """Return the request for a page of the products in the state of the query."""
    request = catalog_service_pb2.ListProductsRequest(
        language=language,
        state=STATE_TO_PROTO[str(query.state)],
        query=query.q,
        category_slug=query.category or "",
        brand=query.brand or "",
        page_size=query.limit,
        page_token=query.cursor or "",
    )
    if query.min_price is not UNSET:
        request.min_price = query.min_price
    if query.max_price is not UNSET:
        request.max_price = query.max_price
    if query.in_stock is not UNSET:
        request.available = query.in_stock
    return request


def product_page(reply: catalog_service_pb2.ListProductsResponse) -> schemas.ProductPage:
    """Return a page of products in any state, which has no facets."""
    return schemas.ProductPage(
        items=[
            msgspec.structs.replace(convert.summary(product), state=convert.state(product.state))
            for product in reply.products
        ],
        total=reply.total,
        total_is_exact=True,
        next_cursor=reply.next_page_token or None,
        facets=schemas.Facets([], schemas.PriceRange(None, None), []),
        corrected_query=None,
        states=_state_counts(reply),
    )


def active_page(
    found: schemas.ProductPage, counted: catalog_service_pb2.ListProductsResponse
) -> schemas.ProductPage:
    """Return a page of products for sale, with the number of products in each state."""
    return msgspec.structs.replace(found, states=_state_counts(counted))


def _state_counts(reply: catalog_service_pb2.ListProductsResponse) -> schemas.StateCounts:
    counts: dict[State | UnsetType, int] = {
        convert.state(counted.state): counted.count for counted in reply.state_counts
    }
    return schemas.StateCounts(
        draft=counts.get("draft", 0),
        active=counts.get("active", 0),
        archived=counts.get("archived", 0),
    )
