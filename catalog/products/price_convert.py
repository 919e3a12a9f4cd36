"""Messages of a product's prices to the domain and back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from catalog import convert_common
from catalog.domain import PricePeriod
from catalog.products import convert as product_convert
from chassis import money
from chassis.errors import Validation
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import product_pb2

MAX_PAGE_SIZE = 100


def prices_request(
    request: service_pb2.ListProductPricesRequest,
) -> tuple[UUID, datetime | None, int]:
    """Return the product's id, the moment that the prices ended by, and how many prices to return.

    Raise InvalidRequest, ProductNotFound.
    """
    validation = Validation()
    before = _page_token_time(request.page_token, validation)
    limit = convert_common.page_size(request.page_size, MAX_PAGE_SIZE, MAX_PAGE_SIZE, validation)
    validation.raise_if_invalid()
    return product_convert.existing_product_id(request.product_id), before, limit


def _page_token_time(token: str, validation: Validation) -> datetime | None:
    """Return the start of the last price on the page before, which the token holds."""
    if not token:
        return None
    try:
        start = datetime.fromisoformat(token)
    except ValueError:
        start = None
    is_ours = start is not None and start.utcoffset() == timedelta()
    validation.check(is_ours, "page_token", Code.MALFORMED_PAGE_TOKEN)
    return start


def prices_response(
    periods: Sequence[PricePeriod], limit: int
) -> service_pb2.ListProductPricesResponse:
    """Return the first `limit` periods; if there are more, there is a next page."""
    page = periods[:limit]
    has_more = len(periods) > limit
    return service_pb2.ListProductPricesResponse(
        prices=map(_period_message, page),
        next_page_token=page[-1].since.isoformat() if has_more else "",
    )


def _period_message(period: PricePeriod) -> product_pb2.PricePeriod:
    message = product_pb2.PricePeriod(price=money.to_proto(period.price))
    message.start_time.FromDatetime(period.since)
    if period.until:
        message.end_time.FromDatetime(period.until)
    return message
