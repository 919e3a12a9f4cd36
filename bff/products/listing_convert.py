"""Convert lists of products in any state between protobuf and REST."""

import msgspec
from msgspec import UNSET, UnsetType

from bff.products import convert, schemas
from bff.products.admin_convert import STATE_TO_PROTO, state
from bff.schemas import Language, State
from tienda.catalog.v1 import catalog_service_pb2


def listing_request(
    query: schemas.ProductQuery, language: Language
) -> catalog_service_pb2.ListProductsRequest:
    """Return the request for a page of the products in the state of the query, or in any."""
    request = catalog_service_pb2.ListProductsRequest(
        language=language, page_size=query.limit, page_token=query.cursor or ""
    )
    if query.state is not UNSET and query.state != "all":
        request.state = STATE_TO_PROTO[query.state]
    convert.set_filters(request, query)
    return request


def product_page(reply: catalog_service_pb2.ListProductsResponse) -> schemas.ProductPage:
    """Return a page of products in any state, which has no facets."""
    return schemas.ProductPage(
        items=[
            msgspec.structs.replace(convert.summary(product), state=state(product.state))
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
        state(counted.state): counted.count for counted in reply.state_counts
    }
    return schemas.StateCounts(
        draft=counts.get("draft", 0),
        active=counts.get("active", 0),
        archived=counts.get("archived", 0),
    )
