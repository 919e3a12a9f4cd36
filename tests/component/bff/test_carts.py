"""The BFF's carts, over HTTP."""

import asyncio

import pytest

from bff.clients.clients import NO_CURRENCY
from chassis.errors import DomainError, Kind
from tests.component.bff.harness import CUSTOMER, serving
from tests.component.bff.replies import TABLE_ID, cart_line, refusal, set_default_replies
from tienda.catalog.v1 import catalog_service_pb2
from tienda.orders.v1 import cart_service_pb2

ITEM = f"/orders/cart/items/{TABLE_ID}"


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    set_default_replies(shared_shop)
    return shared_shop


async def test_a_guests_cart_hangs_on_a_cookie_that_scripts_cannot_read(shop):
    put = await shop.request("PUT", ITEM, json={"quantity": 2})
    assert put.status == 200
    cookie = put.cookies["tienda_cart"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("cart-1", True, "Lax")
    assert not cookie["secure"]
    got = await shop.get("/orders/cart")
    assert shop.orders.last_call("GetCart").request.cart_token == "cart-1"
    (line,) = got.body["items"]
    assert line["image"]["url"] == "/media/a-800.webp"
    assert (line["quantity"], line["state"], line["available"]) == (2, "ok", 5)
    assert (got.body["count"], got.body["total"]["amount"]) == (2, 29980)
    assert got.headers["Cache-Control"] == "no-store"


async def test_a_customers_cart_is_the_accounts(shop):
    shop.set_cookies(tienda_access=CUSTOMER, tienda_cart="cart-of-a-guest")
    await shop.get("/orders/cart")
    call = shop.orders.last_call("GetCart")
    assert (call.request.cart_token, call.caller.is_guest) == ("", False)
    assert shop.catalog.last_call("BatchGetProducts").caller.is_guest


async def test_a_cart_needs_no_pictures(shop):
    shop.catalog.replies["BatchGetProducts"] = lambda _: asyncio.sleep(
        2, catalog_service_pb2.BatchGetProductsResponse()
    )
    response = await shop.get("/orders/cart")
    assert response.body["items"][0]["image"] is None


async def test_a_line_that_is_gone_keeps_the_price_and_the_name_it_had(shop):
    gone = cart_line(
        unit_price=None,
        total=None,
        name="",
        slug="",
        available_quantity=0,
        state=cart_service_pb2.CART_LINE_STATE_GONE,
    )
    shop.orders.replies["GetCart"] = cart_service_pb2.GetCartResponse(
        cart=cart_service_pb2.Cart(lines=[gone])
    )
    response = await shop.get("/orders/cart")
    (line,) = response.body["items"]
    assert (line["name"], line["state"]) == ("Mesa de roble", "gone")
    assert (line["unit_price"]["amount"], line["total"]["amount"]) == (14990, 29980)
    assert response.body["total"] == {"amount": 0, "currency": "EUR"}


async def test_a_product_is_taken_out_of_the_cart(shop):
    response = await shop.request("DELETE", ITEM)
    assert response.body == {"items": [], "count": 0, "total": {"amount": 0, "currency": "EUR"}}


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        *((number, "Debe estar entre 1 y 999.") for number in (0, -1, 1000, 10**30)),
        *((value, "Debe ser un número entero.") for value in (1.5, "2", True, None)),
    ],
)
async def test_an_absurd_quantity_is_refused_at_the_door(shop, quantity, said):
    before = shop.orders.count_calls("SetCartItem")
    response = await shop.request("PUT", ITEM, json={"quantity": quantity})
    assert (response.status, response.reason) == (400, "invalid-request")
    assert response.errors == [{"pointer": "/quantity", "detail": said}]
    assert shop.orders.count_calls("SetCartItem") == before


async def test_a_cart_names_only_ids(shop):
    for method, options in (("PUT", {"json": {"quantity": 1}}), ("DELETE", {})):
        response = await shop.request(method, "/orders/cart/items/mesa", **options)
        assert (response.status, response.reason) == (404, "product-not-found")


async def test_an_empty_cart_is_in_the_shops_currency():
    async with serving() as shop:
        set_default_replies(shop)
        in_pesos = catalog_service_pb2.Shop(currency_code="COP")
        shop.catalog.replies["GetShop"] = refusal()
        response = await shop.request("DELETE", ITEM)
        assert response.body["total"] == {"amount": 0, "currency": NO_CURRENCY}, "none is invented"
        shop.catalog.replies["GetShop"] = catalog_service_pb2.GetShopResponse(shop=in_pesos)
        for _ in range(2):
            response = await shop.request("DELETE", ITEM)
            assert response.body["total"] == {"amount": 0, "currency": "COP"}
        assert shop.catalog.count_calls("GetShop") == 2, "catalog is not asked for each cart"


async def test_what_a_cart_had_no_room_for_is_told_and_is_absent_otherwise(shop):
    assert "left_out" not in (await shop.get("/orders/cart")).body
    line = cart_service_pb2.LeftOutLine(product_id=TABLE_ID, slug="mesa", name="Mesa", quantity=3)
    shop.orders.replies["GetCart"] = cart_service_pb2.GetCartResponse(
        cart=cart_service_pb2.Cart(left_out=[line])
    )
    body = (await shop.get("/orders/cart")).body
    assert body["items"] == []
    assert body["left_out"] == [
        {"product_id": TABLE_ID, "slug": "mesa", "name": "Mesa", "quantity": 3}
    ]


async def test_too_many_new_carts_are_refused_with_the_time_to_wait(shop):
    shop.orders.replies["SetCartItem"] = DomainError(
        "too many new carts",
        kind=Kind.EXHAUSTED,
        reason="TOO_MANY_CARTS",
        items=[{"retry_after": 30}],
    )
    response = await shop.request("PUT", ITEM, json={"quantity": 2})
    assert (response.status, response.reason) == (429, "too-many-carts")
    assert response.headers["Retry-After"] == "30"
    assert "tienda_cart" not in response.cookies
