"""Looking at products: search, suggestions, categories, one product."""

import re
from typing import Final

from bff import product_convert as convert
from bff.endpoint import Answer, Call
from bff.neighbours import GARNISH, READ, Neighbours
from bff.problems import Problem
from bff.shapes.common import Language, Query
from bff.shapes.products import ProductQuery, SuggestQuery
from chassis.channel import ask
from chassis.errors import DomainError
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import stock_service_pb2

_NAME: Final = re.compile(r"[0-9A-Za-z-]{1,200}")
"""What an id or a slug can be."""
_SUGGESTIONS: Final = 8


async def search_products(call: Call[ProductQuery, None]) -> Answer:
    """Answer a page of products, with their stock if orders tells it in time."""
    request = convert.search_request(call.query, call.language)
    found = await ask(call.neighbours.catalog.SearchProducts, request, timeout=READ)
    stock = await _stock_of(call.neighbours, [product.id for product in found.products])
    return Answer(convert.product_page(found, stock))


async def suggest_products(call: Call[SuggestQuery, None]) -> Answer:
    """Answer ways to complete what was typed."""
    request = catalog_service_pb2.SuggestProductsRequest(
        query=call.query.q, language=call.language, page_size=_SUGGESTIONS
    )
    found = await ask(call.neighbours.catalog.SuggestProducts, request, timeout=READ)
    return Answer(convert.suggestions(found))


async def list_categories(call: Call[Query, None]) -> Answer:
    """Answer the whole tree."""
    request = catalog_service_pb2.ListCategoriesRequest(language=call.language)
    found = await ask(call.neighbours.catalog.ListCategories, request, timeout=READ)
    return Answer(convert.categories(found))


async def get_product(call: Call[Query, None]) -> Answer:
    """Answer a product that is for sale."""
    product = await read_product(call.neighbours, call.path["id_or_slug"], call.language)
    if product.archived:
        raise Problem("product-not-found")
    return await answer_product(call.neighbours, product, call.language)


async def read_product(
    neighbours: Neighbours, id_or_slug: str, language: Language
) -> product_pb2.Product:
    """Answer a product, archived or not. Raises PRODUCT_NOT_FOUND."""
    if not _NAME.fullmatch(id_or_slug):
        raise Problem("product-not-found")
    request = catalog_service_pb2.GetProductRequest(id_or_slug=id_or_slug, language=language)
    answer = await ask(neighbours.catalog.GetProduct, request, timeout=READ)
    return answer.product


async def answer_product(
    neighbours: Neighbours, product: product_pb2.Product, language: Language
) -> Answer:
    """Answer the product, with its stock if orders tells it in time.

    The ETag begins with the version, so that If-Match can be read by it.
    """
    stock = await _stock_of(neighbours, [product.id])
    units = None if stock is None else stock.get(product.id, 0)
    etag = f'"{product.version}-{language}-{"unknown" if units is None else units}"'
    return Answer(convert.product(product, units), etag=etag)


async def _stock_of(neighbours: Neighbours, product_ids: list[str]) -> dict[str, int] | None:
    """Answer the units left by product, or None when orders does not tell."""
    if not product_ids:
        return {}
    request = stock_service_pb2.BatchGetStockRequest(product_ids=product_ids)
    try:
        answer = await ask(neighbours.stock.BatchGetStock, request, timeout=GARNISH)
    except DomainError:
        return None
    return {level.product_id: level.on_hand for level in answer.levels}
