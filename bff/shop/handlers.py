"""Handler of what holds for the whole shop."""

from bff.clients.clients import DEFAULT_TIMEOUT
from bff.http.endpoint import Request, Response
from bff.schemas import Query
from bff.shop.schemas import Shop
from tienda.catalog.v1 import catalog_service_pb2


async def get_shop(request: Request[Query, None]) -> Response:
    """Return what holds for the whole shop."""
    reply = await request.clients.call_shared(
        request.clients.catalog.GetShop,
        catalog_service_pb2.GetShopRequest(),
        timeout=DEFAULT_TIMEOUT,
    )
    return Response(Shop(currency=reply.shop.currency_code))
