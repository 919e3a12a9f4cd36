"""Converts sales figures to protos, and parses the requests for them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from chassis import money
from chassis.errors import InvalidRequest, Validation
from chassis.violations import Code
from orders.sales.reports import SalesSummary
from tienda.orders.v1 import order_service_pb2, stock_service_pb2

_DEFAULT_LOW_LEVEL, _MAX_LOW_LEVEL = 5, 1_000
_DEFAULT_BESTSELLERS, _MAX_BESTSELLERS = 20, 1_000


def bestsellers_request(request: order_service_pb2.ListBestsellersRequest) -> int:
    """Parse how many bestsellers are requested. Raise InvalidRequest."""
    if not 0 <= request.page_size <= _MAX_BESTSELLERS:
        raise InvalidRequest.of("page_size", Code.OUT_OF_RANGE, min=1, max=_MAX_BESTSELLERS)
    return request.page_size or _DEFAULT_BESTSELLERS


def to_bestsellers(
    bestsellers: Sequence[tuple[UUID, int]],
) -> order_service_pb2.ListBestsellersResponse:
    """Convert products and their units sold."""
    return order_service_pb2.ListBestsellersResponse(
        bestsellers=[
            order_service_pb2.Bestseller(product_id=str(product_id), units=units)
            for product_id, units in bestsellers
        ]
    )


def summary_request(request: order_service_pb2.GetSummaryRequest) -> tuple[datetime, int]:
    """Parse the moment and the level of low stock. Raise InvalidRequest."""
    validation = Validation()
    good = 0 <= request.low_level <= _MAX_LOW_LEVEL
    validation.check(good, "low_level", Code.OUT_OF_RANGE, min=1, max=_MAX_LOW_LEVEL)
    validation.check(request.HasField("since"), "since", Code.REQUIRED)
    validation.raise_if_invalid()
    try:
        since = request.since.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest.of("since", Code.NOT_TIMESTAMP) from None
    return since, request.low_level or _DEFAULT_LOW_LEVEL


def to_summary(summary: SalesSummary) -> order_service_pb2.GetSummaryResponse:
    """Convert a summary."""
    return order_service_pb2.GetSummaryResponse(
        order_count=summary.order_count,
        cancelled_count=summary.cancelled_count,
        revenue=map(money.to_proto, summary.revenue),
        waiting_count=summary.waiting_count,
        low_stock=[
            stock_service_pb2.StockLevel(product_id=str(product_id), on_hand=on_hand)
            for product_id, on_hand in summary.low_stock
        ],
        parked_count=summary.parked_count,
    )
