"""The messages of a product's prices."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from catalog import convert_common
from catalog.domain import PricePeriod
from catalog.products import convert as product_convert
from chassis import money
from chassis.errors import Faults
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import product_pb2

MAX_PAGE_SIZE = 100


def prices_request(
    request: service_pb2.ListProductPricesRequest,
) -> tuple[UUID, datetime | None, int]:
    """Read whose prices are asked for, before which moment, and how many of them.

    Raise InvalidRequest, ProductNotFound.
    """
    faults = Faults()
    before = _moment(request.page_token, faults)
    limit = convert_common.page_size(request.page_size, MAX_PAGE_SIZE, MAX_PAGE_SIZE, faults)
    faults.done()
    return product_convert.product_id(request.product_id), before, limit


def _moment(token: str, faults: Faults) -> datetime | None:
    """Read the page's end: what the last price of the page before ended before."""
    if not token:
        return None
    try:
        moment = datetime.fromisoformat(token)
    except ValueError:
        moment = None
    ours = moment is not None and moment.utcoffset() == timedelta()
    faults.check(ours, "page_token", "is not one of ours")
    return moment


def prices_response(
    periods: Sequence[PricePeriod], limit: int
) -> service_pb2.ListProductPricesResponse:
    """Write the first `limit` periods; one more says that there is another page."""
    shown = periods[:limit]
    more = len(periods) > limit
    return service_pb2.ListProductPricesResponse(
        prices=map(_period, shown),
        next_page_token=shown[-1].since.isoformat() if more else "",
    )


def _period(period: PricePeriod) -> product_pb2.PricePeriod:
    message = product_pb2.PricePeriod(price=money.to_proto(period.price))
    message.start_time.FromDatetime(period.since)
    if period.until:
        message.end_time.FromDatetime(period.until)
    return message
