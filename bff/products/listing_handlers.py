"""Lists of products for admins: by state, and how many there are in each."""

import asyncio

from msgspec import UNSET

from bff.clients.clients import DEFAULT_TIMEOUT, Clients
from bff.errors.problems import FieldError, Problem
from bff.http.endpoint import Request, Response
from bff.products import convert, listing_convert
from bff.products.schemas import ProductQuery
from chassis.rpc import grpc_client
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2


async def list_in_state(request: Request[ProductQuery, None]) -> Response:
    """Return a page of the products in a state. Raise Problem, DomainError ADMIN_ONLY.

    Products for sale come from the search, which knows more of words than catalog's list does. The
    list counts the products in each state, and refuses to do so for anybody but an admin.
    """
    message = listing_convert.listing_request(request.query, request.language)
    if request.query.state != "active":
        _refuse_search_parameters(request.query)
        return Response(listing_convert.product_page(await _list(request.clients, message)))
    message.page_size = 1
    message.page_token = ""
    search = convert.search_request(request.query, request.language)
    found, counted = await asyncio.gather(
        request.clients.call_shared(
            request.clients.catalog.SearchProducts, search, timeout=DEFAULT_TIMEOUT
        ),
        _list(request.clients, message),
    )
    return Response(listing_convert.active_page(convert.product_page(found), counted))


async def _list(
    clients: Clients, message: catalog_service_pb2.ListProductsRequest
) -> catalog_service_pb2.ListProductsResponse:
    return await grpc_client.call(clients.catalog.ListProducts, message, timeout=DEFAULT_TIMEOUT)


def _refuse_search_parameters(query: ProductQuery) -> None:
    errors = []
    if query.sort not in {UNSET, "newest"}:
        errors.append(FieldError("/sort", Code.NOT_ONE_OF, {"values": "newest"}))
    if query.attributes is not UNSET:
        errors.append(FieldError("/attributes", Code.ONLY_FOR_SALE))
    if errors:
        raise Problem("invalid-request", field_errors=errors)
