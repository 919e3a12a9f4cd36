"""Former prices, and the lowest price before a reduction, over the socket of catalog."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.component.catalog.harness import (
    CUSTOMER,
    call,
    create,
    draft,
    get,
    import_rows,
    refusal,
    serving,
)
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2


class Calendar:
    """A clock that a test sets in days from today."""

    def __init__(self) -> None:
        self.day = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=self.day)


@pytest.fixture(scope="module")
def calendar():
    return Calendar()


@pytest.fixture(scope="module")
async def catalog(make_database, calendar):
    async with serving(await make_database("catalog"), clock=calendar) as (_, stub):
        yield stub


def priced(sku: str, amount: int):
    return draft(sku, price=money_pb2.Money(amount=amount, currency_code="EUR"))


async def set_price(catalog, product, amount: int):
    request = pb2.UpdateProductRequest(
        id=product.id,
        version=(await get(catalog, product.id)).version,
        product=priced(product.sku, amount),
    )
    return (await call(catalog.UpdateProduct, request)).product


async def with_history(catalog, calendar, sku: str, *changes: tuple[float, int]):
    """Return a product whose price was set on each of the days."""
    [(calendar.day, first), *later] = changes
    product = await create(catalog, priced(sku, first))
    for calendar.day, amount in later:
        await set_price(catalog, product, amount)
    calendar.day = 0
    return await get(catalog, product.id)


async def prices(catalog, product, **page):
    request = pb2.ListProductPricesRequest(product_id=product.id, **page)
    return await call(catalog.ListProductPrices, request)


async def test_each_price_is_recorded_with_its_time(catalog, calendar):
    product = await with_history(catalog, calendar, "OLD-1", (-9, 1000), (-5, 1200), (-2, 900))
    periods = (await prices(catalog, product)).prices
    assert [period.price.amount for period in periods] == [900, 1200, 1000]
    assert [period.HasField("end_time") for period in periods] == [False, True, True]
    assert periods[0].start_time == periods[1].end_time
    assert periods[1].start_time == periods[2].end_time
    assert periods[2].start_time == product.create_time
    days = [(datetime.now(UTC) - period.start_time.ToDatetime(UTC)).days for period in periods]
    assert days == [2, 5, 9]


async def test_an_update_without_a_new_price_is_not_recorded(catalog, calendar):
    product = await with_history(catalog, calendar, "OLD-2", (-9, 1000), (-5, 1000), (-2, 1000))
    assert len((await prices(catalog, product)).prices) == 1


async def test_an_import_records_prices_too(catalog):
    drafts = [priced(f"ROW-{number}", 1000 + number) for number in range(30)]
    await import_rows(catalog, drafts)
    for changed_draft in drafts[:10]:
        changed_draft.price.amount += 500
    [first, *_, last] = await import_rows(catalog, drafts)
    request = pb2.ListProductPricesRequest(product_id=first.product_id)
    periods = (await call(catalog.ListProductPrices, request)).prices
    assert [period.price.amount for period in periods] == [1500, 1000]
    request = pb2.ListProductPricesRequest(product_id=last.product_id)
    assert len((await call(catalog.ListProductPrices, request)).prices) == 1


async def test_prices_come_in_pages(catalog, calendar):
    changes = [(-9 + number, 1000 + number) for number in range(8)]
    product = await with_history(catalog, calendar, "OLD-3", *changes)
    amounts, token = [], ""
    while True:
        page = await prices(catalog, product, page_size=3, page_token=token)
        amounts += [period.price.amount for period in page.prices]
        if not (token := page.next_page_token):
            break
    assert amounts == [1007, 1006, 1005, 1004, 1003, 1002, 1001, 1000]


@pytest.mark.parametrize(
    ("changes", "lowest"),
    [
        ([(-90, 1000)], None),
        ([(-90, 1000), (-5, 1200)], None),
        ([(-90, 1000), (-5, 800)], 1000),
        # Raised for a day, to make the reduction look larger.
        ([(-90, 1000), (-6, 1500), (-5, 1100)], 1000),
        ([(-90, 700), (-40, 1000), (-5, 800)], 1000),
        ([(-90, 700), (-34, 1000), (-5, 800)], 700),
        # The first price counts, however young the product is.
        ([(-3, 1000), (-1, 800)], 1000),
        ([(-90, 1000), (-20, 900), (-5, 800)], 900),
        ([(-90, 1000), (-31, 800)], None),
        ([(-90, 1000), (-20, 800), (-5, 900)], None),
    ],
)
async def test_a_reduction_is_compared_with_the_lowest_price_of_30_days(
    catalog, calendar, changes, lowest
):
    sku = "OMNIBUS-" + "".join(f"{day}.{amount}." for day, amount in changes).replace("-", "_")
    product = await with_history(catalog, calendar, sku, *changes)
    lowest_shown = (
        product.lowest_recent_price.amount if product.HasField("lowest_recent_price") else None
    )
    assert lowest_shown == lowest


async def test_prices_are_for_admins_and_need_a_known_product_and_a_valid_token(catalog):
    request = pb2.ListProductPricesRequest(product_id="018f0000-0000-7000-8000-000000000000")
    assert (await refusal(catalog.ListProductPrices, request)).reason == "PRODUCT_NOT_FOUND"
    assert (await refusal(catalog.ListProductPrices, request, CUSTOMER)).reason == "ADMIN_ONLY"
    for token in ("x", "2026-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        request.page_token = token
        error = await refusal(catalog.ListProductPrices, request)
        assert [violation.field for violation in error.violations] == ["page_token"]


async def test_the_prices_of_a_draft_are_no_history_until_it_was_for_sale(catalog):
    async def put(version, amount, state):
        price = money_pb2.Money(amount=amount, currency_code="EUR")
        written = draft("DRAFT-PRICE", price=price, state=state)
        request = pb2.UpdateProductRequest(id=made.id, version=version, product=written)
        return (await call(catalog.UpdateProduct, request)).product

    hidden, active = product_pb2.PRODUCT_STATE_DRAFT, product_pb2.PRODUCT_STATE_ACTIVE
    price = money_pb2.Money(amount=1, currency_code="EUR")
    made = await create(catalog, draft("DRAFT-PRICE", price=price, state=hidden))
    await put(1, 10_000, hidden)
    await put(2, 12_000, active)
    await put(3, 12_000, hidden)
    await put(4, 11_000, hidden)
    product = await put(5, 9_000, active)
    assert product.lowest_recent_price.amount == 11_000
    reply = await call(catalog.ListProductPrices, pb2.ListProductPricesRequest(product_id=made.id))
    assert [period.price.amount for period in reply.prices] == [9_000, 11_000, 12_000]
