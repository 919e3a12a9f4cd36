"""Bestsellers: orders knows what sells, catalog what is for sale."""

from collections.abc import Sequence

from bff.clients.clients import DEFAULT_TIMEOUT, Clients
from bff.http.endpoint import Request, Response
from bff.products import convert
from bff.products.product_lookup import products_by_id
from bff.products.schemas import BestsellerQuery, Bestsellers
from bff.schemas import Language
from tienda.catalog.v1 import product_pb2
from tienda.orders.v1 import order_service_pb2

_OVERFETCH_FACTOR = 2
"""Factor on the limit of the request to orders: some bestsellers are no longer for sale."""


async def list_bestsellers(request: Request[BestsellerQuery, None]) -> Response:
    """Return the bestsellers that are for sale, best first."""
    limit = request.query.limit
    message = order_service_pb2.ListBestsellersRequest(page_size=limit * _OVERFETCH_FACTOR)
    reply = await request.clients.call_shared(
        request.clients.orders.ListBestsellers, message, timeout=DEFAULT_TIMEOUT
    )
    ids = [bestseller.product_id for bestseller in reply.bestsellers]
    by_id = await products_for_sale(request.clients, ids, request.language, timeout=DEFAULT_TIMEOUT)
    products = [by_id[id_] for id_ in ids if id_ in by_id and by_id[id_].available]
    summaries = [convert.summary(product) for product in products[:limit]]
    return Response(Bestsellers(summaries, next_cursor=None))


async def products_for_sale(
    clients: Clients,
    ids: Sequence[str],
    language: Language,
    *,
    timeout: float,  # noqa: ASYNC109 (the deadline of the gRPC call)
) -> dict[str, product_pb2.Product]:
    """Return the products by id, without those that are archived or unknown."""
    by_id = await products_by_id(clients, ids, language, timeout=timeout)
    return {id_: product for id_, product in by_id.items() if not product.archived}
