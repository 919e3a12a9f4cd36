"""Sales between protos and domain, with the checks of shape on the way in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from chassis import money
from chassis.errors import InvalidRequest, Validation
from chassis.violations import Code
from orders.sales.reports import Summary
from tienda.orders.v1 import order_service_pb2, stock_service_pb2

_LOW_USUAL, _LOW_MOST = 5, 1_000
_BEST_USUAL, _BEST_MOST = 20, 1_000


def bestsellers_request(request: order_service_pb2.ListBestsellersRequest) -> int:
    """Read how many are asked for. Raise InvalidRequest."""
    if not 0 <= request.page_size <= _BEST_MOST:
        raise InvalidRequest.of("page_size", Code.OUT_OF_RANGE, min=1, max=_BEST_MOST)
    return request.page_size or _BEST_USUAL


def bestsellers(found: Sequence[tuple[UUID, int]]) -> order_service_pb2.ListBestsellersResponse:
    """Write what sold best."""
    return order_service_pb2.ListBestsellersResponse(
        bestsellers=[
            order_service_pb2.Bestseller(product_id=str(product_id), units=units)
            for product_id, units in found
        ]
    )


def summary_request(request: order_service_pb2.GetSummaryRequest) -> tuple[datetime, int]:
    """Read since when, and what is low. Raise InvalidRequest."""
    validation = Validation()
    good = 0 <= request.low_level <= _LOW_MOST
    validation.check(good, "low_level", Code.OUT_OF_RANGE, min=1, max=_LOW_MOST)
    validation.check(request.HasField("since"), "since", Code.REQUIRED)
    validation.raise_if_invalid()
    try:
        since = request.since.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest.of("since", Code.NOT_TIMESTAMP) from None
    return since, request.low_level or _LOW_USUAL


def summary(found: Summary) -> order_service_pb2.GetSummaryResponse:
    """Write what a day has brought."""
    return order_service_pb2.GetSummaryResponse(
        order_count=found.order_count,
        cancelled_count=found.cancelled_count,
        revenue=map(money.to_proto, found.revenue),
        waiting_count=found.waiting_count,
        low_stock=[
            stock_service_pb2.StockLevel(product_id=str(product_id), on_hand=on_hand)
            for product_id, on_hand in found.low_stock
        ],
        parked_count=found.parked_count,
    )
