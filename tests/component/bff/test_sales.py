"""The BFF's bestsellers and sales summary, over HTTP."""

from datetime import UTC, datetime, time

import pytest

from chassis.errors import Unavailable
from tests.component.bff.harness import ADMIN
from tests.component.bff.replies import TABLE_ID, eur, table
from tienda.catalog.v1 import catalog_service_pb2
from tienda.orders.v1 import order_service_pb2, stock_service_pb2

BEARER = {"Authorization": f"Bearer {ADMIN}"}
GONE_ID = "01900000-0000-7000-8000-000000000002"


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.orders.replies = {
        "ListBestsellers": order_service_pb2.ListBestsellersResponse(
            bestsellers=[
                order_service_pb2.Bestseller(product_id=GONE_ID, units=9),
                order_service_pb2.Bestseller(product_id=TABLE_ID, units=2),
            ]
        ),
        "GetSummary": order_service_pb2.GetSummaryResponse(
            order_count=3,
            cancelled_count=1,
            revenue=[eur(4570)],
            waiting_count=12,
            low_stock=[
                stock_service_pb2.StockLevel(product_id=GONE_ID, on_hand=1),
                stock_service_pb2.StockLevel(product_id=TABLE_ID, on_hand=4),
            ],
            parked_count=1,
        ),
    }
    shared_shop.catalog.replies = {
        "BatchGetProducts": catalog_service_pb2.BatchGetProductsResponse(
            products=[table(id=GONE_ID, archived=True), table()]
        )
    }
    return shared_shop


async def test_bestsellers_are_those_that_are_for_sale(shop):
    response = await shop.get("/products/bestsellers?limit=4&lang=en")
    assert [item["id"] for item in response.body["items"]] == [TABLE_ID]
    assert response.body["items"][0]["price"] == {"amount": 14990, "currency": "EUR"}
    assert response.headers["Cache-Control"].startswith("public, max-age=60")
    message = shop.catalog.last_call("BatchGetProducts").request
    assert (list(message.ids), message.language) == ([GONE_ID, TABLE_ID], "en")
    # Some bestsellers may be gone: more are requested than are shown.
    assert shop.orders.last_call("ListBestsellers").request.page_size == 8


async def test_what_is_sold_out_is_no_bestseller(shop):
    shop.catalog.replies["BatchGetProducts"] = catalog_service_pb2.BatchGetProductsResponse(
        products=[table(available=False)]
    )
    assert (await shop.get("/products/bestsellers")).body == {"items": [], "next_cursor": None}


async def test_a_shop_that_has_sold_nothing_has_no_bestsellers(shop):
    shop.orders.replies["ListBestsellers"] = order_service_pb2.ListBestsellersResponse()
    before = shop.catalog.count_calls("BatchGetProducts")
    assert (await shop.get("/products/bestsellers")).body["items"] == []
    assert shop.catalog.count_calls("BatchGetProducts") == before


async def test_the_day_is_reported_with_the_names_of_what_runs_low(shop):
    path = "/orders/summary?since=2026-05-31T00:00:00%2B02:00&low_level=4"
    response = await shop.get(path, headers=BEARER)
    body = response.body
    low = body.pop("low_stock")
    assert body == {
        "since": "2026-05-31T00:00:00+02:00",
        "orders": 3,
        "cancelled": 1,
        "revenue": [{"amount": 4570, "currency": "EUR"}],
        "waiting": 12,
        "parked": 1,
    }
    # What is no longer for sale may run out.
    assert [(one["product"]["name"], one["on_hand"]) for one in low] == [("Mesa de roble", 4)]
    assert response.headers["Cache-Control"] == "no-store"
    message = shop.orders.last_call("GetSummary").request
    assert message.since.ToDatetime(UTC) == datetime(2026, 5, 30, 22, tzinfo=UTC)
    assert message.low_level == 4


async def test_a_day_begins_at_midnight_unless_said_otherwise(shop):
    await shop.get("/orders/summary", headers=BEARER)
    message = shop.orders.last_call("GetSummary").request
    assert message.since.ToDatetime(UTC).time() == time()
    assert message.low_level == 5


async def test_without_the_catalogue_the_figures_stand_without_names(shop):
    shop.catalog.replies["BatchGetProducts"] = Unavailable("down")
    response = await shop.get("/orders/summary", headers=BEARER)
    assert response.status == 200
    assert [one["product"] for one in response.body["low_stock"]] == [None, None]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "Debe ser un momento, como 2026-05-31T00:00:00Z."),
        ("since=2026-05-31T00:00:00", "Debe ser un momento, como 2026-05-31T00:00:00Z."),
        ("low_level=0", "Debe estar entre 1 y 1000."),
    ],
)
async def test_what_is_no_moment_is_named(shop, query, said):
    response = await shop.get(f"/orders/summary?{query}", headers=BEARER)
    assert (response.status, response.reason) == (400, "invalid-request")
    assert [error["detail"] for error in response.errors] == [said]
