"""The handler of the sales summary: orders has the figures, catalog the names of the products."""

from datetime import UTC, datetime, time

from google.protobuf.timestamp_pb2 import Timestamp
from msgspec import UNSET

from bff import money
from bff.clients.clients import DEFAULT_TIMEOUT, OPTIONAL_TIMEOUT
from bff.http.endpoint import Request, Response
from bff.orders import sales_schemas as schemas
from bff.products import convert
from bff.products.bestseller_handlers import products_for_sale
from chassis.errors import DomainError
from chassis.rpc import grpc_client
from tienda.orders.v1 import order_service_pb2


async def get_summary(request: Request[schemas.SummaryQuery, None]) -> Response:
    """Return the sales since a moment, else since midnight UTC, and what needs attention."""
    since = _midnight() if request.query.since is UNSET else request.query.since
    message = order_service_pb2.GetSummaryRequest(
        since=_timestamp(since), low_level=request.query.low_level
    )
    reply = await grpc_client.call(
        request.clients.orders.GetSummary, message, timeout=DEFAULT_TIMEOUT
    )
    ids = [level.product_id for level in reply.low_stock]
    try:
        products = await products_for_sale(
            request.clients, ids, request.language, timeout=OPTIONAL_TIMEOUT
        )
    except DomainError:
        # Without catalog the figures are still good; only the names are missing.
        products = None
    return Response(
        schemas.Summary(
            since=since,
            orders=reply.order_count,
            cancelled=reply.cancelled_count,
            revenue=[money.from_proto(amount) for amount in reply.revenue],
            waiting=reply.waiting_count,
            low_stock=[
                schemas.LowStock(
                    product_id=level.product_id,
                    on_hand=level.on_hand,
                    product=convert.summary(products[level.product_id]) if products else None,
                )
                for level in reply.low_stock
                if products is None or level.product_id in products
            ],
            parked=reply.parked_count,
        )
    )


def _midnight() -> datetime:
    return datetime.combine(datetime.now(UTC).date(), time(), UTC)


def _timestamp(moment: datetime) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(moment.astimezone(UTC))
    return timestamp
