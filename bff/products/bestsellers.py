"""What sells best, and what of it is for sale: figures by orders, products by catalog."""

from collections.abc import Sequence

from bff.clients.clients import READ, Neighbours
from bff.http.endpoint import Answer, Call
from bff.products import convert
from bff.products.schemas import BestsellerQuery, Bestsellers
from bff.schemas import Language
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import order_service_pb2

_SPARE = 2
"""How many times as many are asked for: some that sold well are no longer for sale."""


async def list_bestsellers(call: Call[BestsellerQuery, None]) -> Answer:
    """Return what sold best; a shop that has sold nothing yet has none."""
    limit = call.query.limit
    request = order_service_pb2.ListBestsellersRequest(page_size=limit * _SPARE)
    sold = await call.neighbours.ask_together(
        call.neighbours.orders.ListBestsellers, request, timeout=READ
    )
    ids = [one.product_id for one in sold.bestsellers]
    found = await products_for_sale(call.neighbours, ids, call.language, timeout=READ)
    shown = [found[one] for one in ids if one in found and found[one].available]
    return Answer(Bestsellers([convert.summary(one) for one in shown[:limit]], next_cursor=None))


async def products_for_sale(
    neighbours: Neighbours,
    ids: Sequence[str],
    language: Language,
    *,
    timeout: float,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
) -> dict[str, product_pb2.Product]:
    """Return those of the products that are for sale, by id."""
    if not ids:
        return {}
    request = catalog_service_pb2.BatchGetProductsRequest(ids=ids, language=language)
    found = await neighbours.ask_together(
        neighbours.catalog.BatchGetProducts, request, timeout=timeout
    )
    return {product.id: product for product in found.products if not product.archived}
