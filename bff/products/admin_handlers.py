"""A shop keeper's work: products made, changed, taken off the shelves, and their stock."""

import asyncio
import re
from dataclasses import replace
from typing import Any, Final

from bff.clients.clients import BUY, READ
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call
from bff.http.language import LANGUAGES
from bff.products.admin_schemas import NewProduct, PriceQuery, ProductChange, Stock
from bff.products.convert import price_page
from bff.products.drafts import Readings, changed_draft, new_draft
from bff.products.handlers import answer_product, read_product
from bff.schemas import Query
from chassis import grpc_client
from tienda.catalog.v1 import catalog_service_pb2
from tienda.orders.v1 import stock_service_pb2

_VERSION: Final = re.compile(r'"([0-9]{1,18})(?:-[^"]*)?"')


async def create_product(call: Call[Query, NewProduct]) -> Answer:
    """Put a product in the catalogue; it has no stock yet."""
    request = catalog_service_pb2.CreateProductRequest(
        product=new_draft(call.body), language=call.language
    )
    answer = await grpc_client.call(call.neighbours.catalog.CreateProduct, request, timeout=BUY)
    made = await answer_product(call.neighbours, answer.product)
    return replace(made, headers={"Location": f"/products/{answer.product.slug}"})


async def change_product(call: Call[Query, ProductChange]) -> Answer:
    """Change what is given of a product, if it is still as the shop keeper saw it."""
    readings = await _read_as_seen(call)
    as_read = readings[call.language]
    request = catalog_service_pb2.UpdateProductRequest(
        id=as_read.id,
        version=as_read.version,
        product=changed_draft(readings, call.body),
        language=call.language,
    )
    answer = await grpc_client.call(call.neighbours.catalog.UpdateProduct, request, timeout=BUY)
    return await answer_product(call.neighbours, answer.product)


async def archive_product(call: Call[Query, None]) -> Answer:
    """Take a product off the shelves, if it is still as the shop keeper saw it."""
    as_read = (await _read_as_seen(call))[call.language]
    request = catalog_service_pb2.ArchiveProductRequest(
        id=as_read.id, version=as_read.version, language=call.language
    )
    await grpc_client.call(call.neighbours.catalog.ArchiveProduct, request, timeout=BUY)
    return Answer()


async def set_stock(call: Call[Query, Stock]) -> Answer:
    """Say how many units of a product are on the shelf now."""
    product = await read_product(call.neighbours, call.path["id_or_slug"], call.language)
    level = stock_service_pb2.StockLevel(product_id=product.id, on_hand=call.body.on_hand)
    request = stock_service_pb2.BatchSetStockRequest(levels=[level])
    answer = await grpc_client.call(call.neighbours.stock.BatchSetStock, request, timeout=BUY)
    return Answer(Stock(answer.levels[0].on_hand))


async def list_prices(call: Call[PriceQuery, None]) -> Answer:
    """Return what a product costs and cost before."""
    product = await read_product(call.neighbours, call.path["id_or_slug"], call.language)
    request = catalog_service_pb2.ListProductPricesRequest(
        product_id=product.id, page_size=call.query.limit, page_token=call.query.cursor or ""
    )
    found = await grpc_client.call(call.neighbours.catalog.ListProductPrices, request, timeout=READ)
    return Answer(price_page(found))


async def _read_as_seen(call: Call[Any, Any]) -> Readings:
    """Return the product in each language. Raise if it is not the version of If-Match."""
    seen = call.headers.get("If-Match", "").strip()
    if not seen:
        raise Problem("if-match-missing")
    found = await asyncio.gather(
        *(
            read_product(call.neighbours, call.path["id_or_slug"], language)
            for language in LANGUAGES
        )
    )
    versions = {product.version for product in found}
    if len(versions) > 1 or (seen != "*" and not versions <= versions_in(seen)):
        raise Problem("version-mismatch")
    return dict(zip(LANGUAGES, found, strict=True))


def versions_in(etags: str) -> set[int]:
    """Return the versions that an If-Match names."""
    return {int(version) for version in _VERSION.findall(etags)}
