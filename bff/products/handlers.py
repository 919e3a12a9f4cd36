"""Looking at products: search, suggestions, categories, one product."""

import re
from typing import Final

import msgspec

from bff.clients.clients import GARNISH, READ, Neighbours
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call, etag_of
from bff.products import convert
from bff.products.schemas import FacetQuery, ProductQuery, SuggestQuery
from bff.schemas import Language, Query
from chassis import grpc_client
from chassis.errors import DomainError
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import stock_service_pb2

_NAME: Final = re.compile(r"[0-9A-Za-z-]{1,200}")
"""What an id or a slug can be."""
_SUGGESTIONS: Final = 8


async def search_products(call: Call[ProductQuery, None]) -> Answer:
    """Return a page of products."""
    request = convert.search_request(call.query, call.language)
    found = await call.neighbours.ask_together(
        call.neighbours.catalog.SearchProducts, request, timeout=READ
    )
    return Answer(convert.product_page(found))


async def list_facets(call: Call[FacetQuery, None]) -> Answer:
    """Return what the products found can be narrowed by."""
    request = convert.facets_request(call.query, call.language)
    found = await call.neighbours.ask_together(
        call.neighbours.catalog.ListFacets, request, timeout=READ
    )
    return Answer(convert.facets(found))


async def suggest_products(call: Call[SuggestQuery, None]) -> Answer:
    """Return ways to complete what was typed."""
    request = catalog_service_pb2.SuggestProductsRequest(
        query=call.query.q, language=call.language, page_size=_SUGGESTIONS
    )
    found = await call.neighbours.ask_together(
        call.neighbours.catalog.SuggestProducts, request, timeout=READ
    )
    return Answer(convert.suggestions(found))


async def list_categories(call: Call[Query, None]) -> Answer:
    """Return the whole tree."""
    request = catalog_service_pb2.ListCategoriesRequest(language=call.language)
    found = await call.neighbours.ask_together(
        call.neighbours.catalog.ListCategories, request, timeout=READ
    )
    return Answer(convert.categories(found))


async def get_product(call: Call[Query, None]) -> Answer:
    """Return a product that is for sale."""
    request = _request(call.path["id_or_slug"], call.language)
    answer = await call.neighbours.ask_together(
        call.neighbours.catalog.GetProduct, request, timeout=READ
    )
    if answer.product.archived:
        raise Problem("product-not-found")
    return await answer_product(call.neighbours, answer.product)


async def read_product(
    neighbours: Neighbours, id_or_slug: str, language: Language
) -> product_pb2.Product:
    """Return a product as it is now, archived or not. Raise PRODUCT_NOT_FOUND."""
    request = _request(id_or_slug, language)
    answer = await grpc_client.call(neighbours.catalog.GetProduct, request, timeout=READ)
    return answer.product


def _request(id_or_slug: str, language: Language) -> catalog_service_pb2.GetProductRequest:
    if not _NAME.fullmatch(id_or_slug):
        raise Problem("product-not-found")
    return catalog_service_pb2.GetProductRequest(id_or_slug=id_or_slug, language=language)


async def answer_product(neighbours: Neighbours, product: product_pb2.Product) -> Answer:
    """Return the product, with its stock if orders tells it in time.

    The ETag begins with the version, so that If-Match can be read by it. The rest stands for every
    byte: stock, a category's new name, and time alone change the answer too.
    """
    stock = await _stock_of(neighbours, [product.id])
    units = None if stock is None else stock.get(product.id, 0)
    body = msgspec.json.encode(convert.product(product, units))
    return Answer(body, etag=etag_of(body, f"{product.version}-"))


async def _stock_of(neighbours: Neighbours, product_ids: list[str]) -> dict[str, int] | None:
    """Return the units left by product, or None when orders does not tell."""
    if not product_ids:
        return {}
    request = stock_service_pb2.BatchGetStockRequest(product_ids=product_ids)
    try:
        answer = await neighbours.ask_together(
            neighbours.stock.BatchGetStock, request, timeout=GARNISH
        )
    except DomainError:
        return None
    return {level.product_id: level.on_hand for level in answer.levels}
