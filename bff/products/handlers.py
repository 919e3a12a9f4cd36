"""Handlers for shoppers: search, facets, suggestions, categories, and a product's page."""

import re
from typing import Final

import msgspec

from bff.clients.clients import DEFAULT_TIMEOUT, OPTIONAL_TIMEOUT, Clients
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response, etag_of
from bff.products import admin_convert, convert, schemas
from bff.products.listing_handlers import list_in_state
from bff.products.schemas import (
    CategoryQuery,
    FacetQuery,
    ProductQuery,
    ProductViewQuery,
    SuggestQuery,
)
from bff.schemas import Language
from chassis.errors import DomainError, Kind
from chassis.rpc import grpc_client
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

_ID_OR_SLUG: Final = re.compile(r"[0-9A-Za-z-]{1,200}")
_MAX_SUGGESTIONS: Final = 8


async def search_products(request: Request[ProductQuery, None]) -> Response:
    """Return a page of the products that match; for admins, in the state that they name."""
    if request.query.is_for_admins:
        return await list_in_state(request)
    message = convert.search_request(request.query, request.language)
    reply = await request.clients.call_shared(
        request.clients.catalog.SearchProducts, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(convert.product_page(reply))


async def list_facets(request: Request[FacetQuery, None]) -> Response:
    """Return the attributes to filter the matching products by."""
    message = convert.facets_request(request.query, request.language)
    reply = await request.clients.call_shared(
        request.clients.catalog.ListFacets, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(convert.facets(reply))


async def suggest_products(request: Request[SuggestQuery, None]) -> Response:
    """Return completions of the text typed so far."""
    message = catalog_service_pb2.SuggestProductsRequest(
        query=request.query.q, language=request.language, page_size=_MAX_SUGGESTIONS
    )
    reply = await request.clients.call_shared(
        request.clients.catalog.SuggestProducts, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(convert.suggestions(reply))


async def list_categories(request: Request[CategoryQuery, None]) -> Response:
    """Return the tree of categories."""
    if request.query.is_for_admins:
        detailed = await grpc_client.call(
            request.clients.catalog.ListCategories,
            catalog_service_pb2.ListCategoriesRequest(language=request.language, with_details=True),
            timeout=DEFAULT_TIMEOUT,
        )
        return Response(admin_convert.detailed_categories(detailed))
    message = catalog_service_pb2.ListCategoriesRequest(language=request.language)
    reply = await request.clients.call_shared(
        request.clients.catalog.ListCategories, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(convert.categories(reply))


async def get_product(request: Request[ProductViewQuery, None]) -> Response:
    """Return a product that is for sale; to admins, in any state."""
    id_or_slug = request.path["id_or_slug"]
    if request.query.is_for_admins:
        stored = await read_product(request.clients, id_or_slug, request.language)
        if not stored.HasField("draft"):
            raise Problem("admin-only")
        return await admin_response(request.clients, stored.product, stored.draft)
    if request.has_access_token and (seen := await _read_as_program(request)):
        return await admin_response(request.clients, seen.product, seen.draft)
    if not _ID_OR_SLUG.fullmatch(id_or_slug):
        raise Problem("product-not-found")
    pages = request.clients.loaders.pages.of(request.language)
    product = await pages.load(id_or_slug, timeout=DEFAULT_TIMEOUT)
    if product is None or product.archived:
        raise Problem("product-not-found")
    return await product_response(request.clients, product)


async def _read_as_program(
    request: Request[ProductViewQuery, None],
) -> catalog_service_pb2.GetProductResponse | None:
    """Return the product as an admin's program sees it; None if the token is no admin's."""
    try:
        stored = await read_product(request.clients, request.path["id_or_slug"], request.language)
    except DomainError as error:
        if error.kind in {Kind.UNAUTHENTICATED, Kind.NOT_FOUND}:
            return None
        raise
    return stored if stored.HasField("draft") else None


async def read_product(
    clients: Clients, id_or_slug: str, language: Language
) -> catalog_service_pb2.GetProductResponse:
    """Return a product as it is now and as the caller may see it.

    To admins in any state, with what is stored. Raise DomainError PRODUCT_NOT_FOUND.
    """
    message = _get_product_request(id_or_slug, language)
    return await grpc_client.call(clients.catalog.GetProduct, message, timeout=DEFAULT_TIMEOUT)


def _get_product_request(
    id_or_slug: str, language: Language
) -> catalog_service_pb2.GetProductRequest:
    if not _ID_OR_SLUG.fullmatch(id_or_slug):
        raise Problem("product-not-found")
    return catalog_service_pb2.GetProductRequest(id_or_slug=id_or_slug, language=language)


async def product_response(clients: Clients, product: product_pb2.Product) -> Response:
    """Return the product's page, with its stock if orders replies in time.

    The ETag begins with the product's version, for If-Match. The rest is a hash of the body, which
    changes with the stock, a category's name and time, while the version does not.
    """
    stock = await _units_in_stock(clients, product.id)
    return _response(product, convert.product(product, stock))


async def admin_response(
    clients: Clients, product: product_pb2.Product, draft: product_pb2.ProductDraft
) -> Response:
    """Return the product's page with what only admins see; `draft` is the product as stored."""
    stock = await _units_in_stock(clients, product.id)
    return _response(product, admin_convert.product_for_admins(product, stock, draft))


def _response(product: product_pb2.Product, page: schemas.Product) -> Response:
    body = msgspec.json.encode(page)
    return Response(body, etag=etag_of(body, f"{product.version}-"))


async def _units_in_stock(clients: Clients, product_id: str) -> int | None:
    """Return the units in stock, or None if orders does not reply in time."""
    try:
        on_hand = await clients.loaders.stock.load(product_id, timeout=OPTIONAL_TIMEOUT)
    except DomainError:
        return None
    return on_hand or 0
