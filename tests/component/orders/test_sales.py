"""What sells, and what a day has brought."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.db.database import Database
from chassis.errors import DomainError, Kind
from orders.sales.reports import SalesReports
from tests.component.orders.service_harness import ADMIN, ANA, ServiceHarness
from tienda.orders.v1 import order_service_pb2


async def bestsellers(service: ServiceHarness, size: int = 100) -> dict[UUID, int]:
    request = order_service_pb2.ListBestsellersRequest(page_size=size)
    found = await service.call(service.orders.ListBestsellers, request)
    return {UUID(one.product_id): one.units for one in found.bestsellers}


async def summary(
    service: ServiceHarness, since: datetime, low_level: int = 0
) -> order_service_pb2.GetSummaryResponse:
    stamp = Timestamp()
    stamp.FromDatetime(since)
    request = order_service_pb2.GetSummaryRequest(since=stamp, low_level=low_level)
    answer: order_service_pb2.GetSummaryResponse = await service.call(
        service.orders.GetSummary, request
    )
    return answer


async def cancel(service: ServiceHarness, order_id: str) -> None:
    request = order_service_pb2.CancelOrderRequest(id=order_id)
    await service.seen_by(ADMIN).call(service.orders.CancelOrder, request)


async def sold_as_of(service: ServiceHarness, later: timedelta) -> set[UUID]:
    """Return the bestsellers that there will be by then, if nothing more is sold."""
    database = Database.connect(service.url, name="test")
    try:
        sales = SalesReports(database, lambda: datetime.now(UTC) + later)
        return {product_id for product_id, _ in await sales.list_bestsellers(100)}
    finally:
        await database.close()


async def test_what_sold_most_comes_first_and_what_was_cancelled_does_not_count(
    service: ServiceHarness,
) -> None:
    rug, lamp, vase = [await service.sell(200) for _ in range(3)]
    await service.place({rug: 2, lamp: 1})
    await service.seen_by(ANA).place({lamp: 4})
    await cancel(service, (await service.place({vase: 90})).order.id)
    await service.place({rug: 1})
    found = await bestsellers(service)
    assert [(one, found[one]) for one in found if one in {rug, lamp, vase}] == [
        (lamp, 5),
        (rug, 3),
    ]
    assert len(await bestsellers(service, 1)) == 1
    assert {rug, lamp} <= await sold_as_of(service, timedelta(days=29, hours=23))
    assert await sold_as_of(service, timedelta(days=30, hours=1)) == set()


async def test_a_day_is_summed_up_by_currency_and_without_what_was_cancelled(
    service: ServiceHarness,
) -> None:
    rug, lamp, vase = [
        await service.sell(units, price) for units, price in ((9, 1500), (3, 250), (1, 70))
    ]
    began = datetime.now(UTC)
    before = await summary(service.seen_by(ADMIN), began)
    assert before.order_count == 0
    assert not before.revenue
    await service.place({rug: 2})
    await service.seen_by(ANA).place({rug: 1, vase: 1})
    await cancel(service, (await service.place({lamp: 1})).order.id)
    after = await summary(service.seen_by(ADMIN), began)
    assert (after.order_count, after.cancelled_count) == (3, 1)
    assert [(one.amount, one.currency_code) for one in after.revenue] == [(4570, "EUR")]
    assert after.waiting_count == before.waiting_count + 2
    # Of the vase none is left: it does not run low, it is sold out.
    left = {UUID(level.product_id): level.on_hand for level in after.low_stock}
    assert {one: left.get(one) for one in (rug, lamp, vase)} == {rug: None, lamp: 3, vase: None}
    assert list(left.values()) == sorted(left.values())
    wider = await summary(service.seen_by(ADMIN), began, low_level=6)
    assert (str(rug), 6) in [(level.product_id, level.on_hand) for level in wider.low_stock]


async def test_messages_that_nobody_delivers_any_more_are_counted(service: ServiceHarness) -> None:
    since = datetime.now(UTC)
    before = (await summary(service.seen_by(ADMIN), since)).parked_count
    rug = await service.sell(1)
    order = (await service.place({rug: 1})).order
    connection = await asyncpg.connect(service.url)
    parked = "UPDATE outbox SET parked_at = now() WHERE subject = $1 AND kind = 'order.confirmed'"
    assert await connection.execute(parked, UUID(order.id)) == "UPDATE 1"
    await connection.close()
    assert (await summary(service.seen_by(ADMIN), since)).parked_count == before + 1


@pytest.mark.parametrize(
    ("days", "low_level", "field"), [(-1, 5, "since"), (32, 5, "since"), (1, 1001, "low_level")]
)
async def test_a_summary_of_no_day_is_refused(
    service: ServiceHarness, days: int, low_level: int, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await summary(service.seen_by(ADMIN), datetime.now(UTC) - timedelta(days=days), low_level)
    assert refused.value.kind is Kind.INVALID
    assert [one.field for one in refused.value.violations] == [field]


async def test_the_day_is_no_customers_business(service: ServiceHarness) -> None:
    for account_id, reason in ((None, "NOT_SIGNED_IN"), (ANA, "ADMIN_ONLY")):
        with pytest.raises(DomainError) as refused:
            await summary(service.seen_by(account_id), datetime.now(UTC))
        assert refused.value.reason == reason
