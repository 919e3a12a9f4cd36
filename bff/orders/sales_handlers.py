"""What sells, and what the day has brought: figures by orders, names by catalog."""

from datetime import UTC, datetime, time

from google.protobuf.timestamp_pb2 import Timestamp
from msgspec import UNSET

from bff import money
from bff.clients.clients import GARNISH, READ
from bff.http.endpoint import Answer, Call
from bff.orders import sales_schemas as shapes
from bff.products import convert
from bff.products.bestsellers import products_for_sale
from chassis import grpc_client
from chassis.errors import DomainError
from tienda.orders.v1 import order_service_pb2


async def get_summary(call: Call[shapes.SummaryQuery, None]) -> Answer:
    """Return what was ordered since a moment and what has to be seen to."""
    since = _midnight() if call.query.since is UNSET else call.query.since
    request = order_service_pb2.GetSummaryRequest(
        since=_timestamp(since), low_level=call.query.low_level
    )
    told = await grpc_client.call(call.neighbours.orders.GetSummary, request, timeout=READ)
    ids = [level.product_id for level in told.low_stock]
    try:
        named = await products_for_sale(call.neighbours, ids, call.language, timeout=GARNISH)
    except DomainError:
        # The figures are orders' own; without catalog they stand without names.
        named = None
    return Answer(
        shapes.Summary(
            since=since,
            orders=told.order_count,
            cancelled=told.cancelled_count,
            revenue=[money.from_proto(one) for one in told.revenue],
            waiting=told.waiting_count,
            low_stock=[
                shapes.LowStock(
                    product_id=level.product_id,
                    on_hand=level.on_hand,
                    product=convert.summary(named[level.product_id]) if named else None,
                )
                for level in told.low_stock
                if named is None or level.product_id in named
            ],
            parked=told.parked_count,
        )
    )


def _midnight() -> datetime:
    return datetime.combine(datetime.now(UTC).date(), time(), UTC)


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC))
    return stamp
