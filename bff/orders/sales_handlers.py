"""What sells, and what the day has brought: figures by orders, names by catalog."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from google.protobuf.timestamp_pb2 import Timestamp
from msgspec import UNSET

from bff import money
from bff.clients.clients import GARNISH, READ, Neighbours
from bff.http.endpoint import Answer, Call
from bff.orders import sales_schemas as shapes
from bff.products import convert
from bff.products.schemas import BestsellerQuery, Bestsellers
from bff.schemas import Language
from chassis.errors import DomainError
from chassis.grpc_client import ask
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
    found = await _products(call.neighbours, ids, call.language, timeout=READ)
    shown = [found[one] for one in ids if one in found and found[one].available]
    return Answer(Bestsellers([convert.summary(one) for one in shown[:limit]], next_cursor=None))


async def get_summary(call: Call[shapes.SummaryQuery, None]) -> Answer:
    """Return what was ordered since a moment and what has to be seen to."""
    since = _midnight() if call.query.since is UNSET else call.query.since
    request = order_service_pb2.GetSummaryRequest(
        since=_timestamp(since), low_level=call.query.low_level
    )
    told = await ask(call.neighbours.orders.GetSummary, request, timeout=READ)
    ids = [level.product_id for level in told.low_stock]
    try:
        named = await _products(call.neighbours, ids, call.language, timeout=GARNISH)
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


async def _products(
    neighbours: Neighbours,
    ids: Sequence[str],
    language: Language,
    *,
    timeout: float,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
) -> dict[str, product_pb2.Product]:
    """Return those that are for sale, by id."""
    if not ids:
        return {}
    request = catalog_service_pb2.BatchGetProductsRequest(ids=ids, language=language)
    found = await neighbours.ask_together(
        neighbours.catalog.BatchGetProducts, request, timeout=timeout
    )
    return {product.id: product for product in found.products if not product.archived}


def _midnight() -> datetime:
    return datetime.combine(datetime.now(UTC).date(), time(), UTC)


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC))
    return stamp
