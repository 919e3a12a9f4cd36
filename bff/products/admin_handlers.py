"""Handlers for admins: create, change and archive products, set their stock, list their prices."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from bff.clients.clients import DEFAULT_TIMEOUT, OPTIONAL_TIMEOUT, WRITE_TIMEOUT, Clients
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.products.admin_convert import price_page
from bff.products.admin_schemas import NewProduct, PriceQuery, ProductChange, Stock
from bff.products.drafts import changed_draft, new_draft
from bff.products.handlers import admin_response, read_product
from bff.schemas import Query
from chassis.errors import DomainError
from chassis.rpc import grpc_client
from tienda.catalog.v1 import catalog_service_pb2
from tienda.orders.v1 import stock_service_pb2

_VERSION: Final = re.compile(r'"([0-9]{1,18})(?:-[^"]*)?"')


async def create_product(request: Request[Query, NewProduct]) -> Response:
    """Create a product, which has no stock yet."""
    message = catalog_service_pb2.CreateProductRequest(
        product=new_draft(request.body), language=request.language
    )
    reply = await grpc_client.call(
        request.clients.catalog.CreateProduct, message, timeout=WRITE_TIMEOUT
    )
    await _announce_no_stock(request.clients, reply.product.id)
    response = await admin_response(request.clients, reply.product, reply.draft)
    return replace(response, headers={"Location": f"/products/{reply.product.slug}"})


async def change_product(request: Request[Query, ProductChange]) -> Response:
    """Change the given fields of a product, if its version is still the one in If-Match."""
    stored = await _read_unchanged(request)
    message = catalog_service_pb2.UpdateProductRequest(
        id=stored.product.id,
        version=stored.product.version,
        product=changed_draft(stored.draft, request.body),
        language=request.language,
    )
    reply = await grpc_client.call(
        request.clients.catalog.UpdateProduct, message, timeout=WRITE_TIMEOUT
    )
    return await admin_response(request.clients, reply.product, reply.draft)


async def archive_product(request: Request[Query, None]) -> Response:
    """Archive a product, if its version is still the one in If-Match."""
    product = (await _read_unchanged(request)).product
    message = catalog_service_pb2.ArchiveProductRequest(
        id=product.id, version=product.version, language=request.language
    )
    await grpc_client.call(request.clients.catalog.ArchiveProduct, message, timeout=WRITE_TIMEOUT)
    return Response()


async def set_stock(request: Request[Query, Stock]) -> Response:
    """Set how many units of a product are in stock."""
    read = await read_product(request.clients, request.path["id_or_slug"], request.language)
    level = stock_service_pb2.StockLevel(product_id=read.product.id, on_hand=request.body.on_hand)
    message = stock_service_pb2.BatchSetStockRequest(levels=[level])
    reply = await grpc_client.call(
        request.clients.stock.BatchSetStock, message, timeout=WRITE_TIMEOUT
    )
    return Response(Stock(reply.levels[0].on_hand))


async def list_prices(request: Request[PriceQuery, None]) -> Response:
    """Return a page of a product's prices, newest first."""
    read = await read_product(request.clients, request.path["id_or_slug"], request.language)
    message = catalog_service_pb2.ListProductPricesRequest(
        product_id=read.product.id,
        page_size=request.query.limit,
        page_token=request.query.cursor or "",
    )
    reply = await grpc_client.call(
        request.clients.catalog.ListProductPrices, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(price_page(reply))


async def _announce_no_stock(clients: Clients, product_id: str) -> None:
    """Tell orders that a new product has no units, so that lists show it as sold out.

    A product that orders has never heard of counts as available there.
    """
    level = stock_service_pb2.StockLevel(product_id=product_id, on_hand=0)
    message = stock_service_pb2.BatchSetStockRequest(levels=[level])
    with suppress(DomainError):  # the product is created, whatever orders can do now
        await grpc_client.call(clients.stock.BatchSetStock, message, timeout=OPTIONAL_TIMEOUT)


async def _read_unchanged(
    request: Request[Any, Any],
) -> catalog_service_pb2.GetProductResponse:
    """Return the product. Raise Problem unless If-Match names its version."""
    if_match = request.headers.get("If-Match", "").strip()
    if not if_match:
        raise Problem("if-match-missing")
    stored = await read_product(request.clients, request.path["id_or_slug"], request.language)
    if if_match != "*" and stored.product.version not in parse_if_match(if_match):
        raise Problem("version-mismatch")
    return stored


def parse_if_match(header: str) -> set[int]:
    """Return the product versions that an If-Match header names."""
    return {int(version) for version in _VERSION.findall(header)}
