"""The BFF's orders, over HTTP."""

import pytest

from chassis.errors import DomainError, InvalidRequest, Kind, Unavailable
from chassis.request_context import Role
from chassis.violations import Code, Violation
from tests.component.bff.harness import ADMIN, EXPIRED, serving
from tests.component.bff.replies import (
    ORDER_ID,
    TABLE_ID,
    cart,
    cart_line,
    eur,
    order,
    set_default_replies,
)
from tienda.orders.v1 import cart_service_pb2, order_pb2, order_service_pb2

KEY = {"Idempotency-Key": "one-purchase"}
ORDER = {
    "contact": {"name": "Ana", "email": "ana@example.com"},
    "shipping_address": {
        "line1": "Calle Mayor 1",
        "city": "Madrid",
        "postal_code": "28013",
        "country": "ES",
    },
    "notify": ["email"],
}


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    set_default_replies(shared_shop)
    return shared_shop


async def test_an_order_is_answered_with_its_number_and_the_sentence(shop):
    response = await shop.request(
        "POST",
        "/orders",
        json=ORDER
        | {
            "items": [
                {
                    "product_id": TABLE_ID,
                    "quantity": 2,
                    "unit_price": {"amount": 14990, "currency": "EUR"},
                }
            ]
        },
        headers=KEY | {"Accept-Language": "en-GB, es;q=0.5"},
    )
    assert response.status == 201
    assert response.headers["Location"] == f"/orders/{ORDER_ID}"
    assert (response.body["number"], response.body["status"]) == (12345, "confirmed")
    assert response.body["message"] == "Gracias por tu compra. Tu pedido #12345 será enviado."
    message = shop.orders.last_call("PlaceOrder").request
    assert (message.idempotency_key, message.language) == ("one-purchase", "en")
    assert message.items[0].unit_price == eur(14990)
    assert message.shipping_address.country_code == "ES"
    assert list(message.notify_channels) == [order_pb2.NOTIFY_CHANNEL_EMAIL]


async def test_a_guest_reads_the_order_it_placed_and_no_other_browser_does(shop):
    placed = await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    cookie = placed.cookies["tienda_order"]
    assert (cookie["path"], cookie["httponly"]) == (f"/orders/{ORDER_ID}", True)
    await shop.get(f"/orders/{ORDER_ID}")
    assert shop.orders.last_call("GetOrder").request.guest_token == "mine-1"
    other = ORDER_ID.replace("aa", "ab")
    await shop.get(f"/orders/{other}")
    assert shop.orders.last_call("GetOrder").request.guest_token == ""


async def test_a_guest_is_sent_on_to_the_receipt_of_the_order_it_placed(shop):
    link = "https://receipts.example/a.pdf?X-Amz-Signature=1&response-content-disposition=a%22b"
    shop.orders.replies["GetReceipt"] = order_service_pb2.GetReceiptResponse(url=link)
    await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    for method in ("GET", "HEAD"):
        response = await shop.request(method, f"/orders/{ORDER_ID}/receipt")
        assert (response.status, response.headers["Location"], response.raw) == (303, link, b"")
        assert response.headers["Cache-Control"] == "no-store"
        message = shop.orders.last_call("GetReceipt").request
        assert (message.id, message.guest_token) == (ORDER_ID, "mine-1")
    await shop.get(f"/orders/{ORDER_ID.replace('aa', 'ab')}/receipt")
    assert shop.orders.last_call("GetReceipt").request.guest_token == ""


@pytest.mark.parametrize(
    ("kind", "reason", "status", "expected"),
    [
        (Kind.NOT_FOUND, "ORDER_NOT_FOUND", 404, "order-not-found"),
        (Kind.UNAVAILABLE, "UNAVAILABLE", 503, "service-unavailable"),
        (Kind.UNSUPPORTED, "UNSUPPORTED", 503, "service-unavailable"),
    ],
)
async def test_a_receipt_that_cannot_be_had_is_a_problem(shop, kind, reason, status, expected):
    shop.orders.replies["GetReceipt"] = DomainError("no", kind=kind, reason=reason)
    response = await shop.get(f"/orders/{ORDER_ID}/receipt")
    assert (response.status, response.reason) == (status, expected)
    assert "Location" not in response.headers
    assert (await shop.get("/orders/12345/receipt")).reason == "order-not-found"


async def test_an_order_without_items_buys_the_guests_cart(shop):
    shop.set_cookies(tienda_cart="cart-1")
    await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    message = shop.orders.last_call("PlaceOrder").request
    assert (message.cart_token, len(message.items)) == ("cart-1", 0)
    assert not message.contact.phone


async def test_an_order_needs_a_key(shop):
    without = await shop.request("POST", "/orders", json=ORDER)
    assert (without.status, without.reason) == (400, "idempotency-key-missing")
    bad = await shop.request("POST", "/orders", json=ORDER, headers={"Idempotency-Key": "a b"})
    assert (bad.reason, bad.pointers) == ("invalid-request", ["/Idempotency-Key"])


@pytest.mark.parametrize(
    ("kind", "reason", "status", "items"),
    [
        (
            Kind.CONFLICT,
            "OUT_OF_STOCK",
            409,
            [{"product_id": TABLE_ID, "requested": 3, "available": 1}],
        ),
        (
            Kind.CONFLICT,
            "PRICE_CHANGED",
            409,
            [
                {
                    "product_id": TABLE_ID,
                    "seen": {"amount": 1, "currency": "EUR"},
                    "current": {"amount": 2, "currency": "EUR"},
                }
            ],
        ),
        (Kind.CONFLICT, "PRODUCT_UNAVAILABLE", 409, [{"product_id": TABLE_ID}]),
        (Kind.CONFLICT, "CART_EMPTY", 409, []),
        (Kind.ALREADY_EXISTS, "IDEMPOTENCY_KEY_REUSED", 422, []),
        (Kind.EXHAUSTED, "BUSY", 503, []),
        (Kind.UNAVAILABLE, "UNAVAILABLE", 503, []),
        (Kind.INTERNAL, "INTERNAL", 500, []),
    ],
)
async def test_what_orders_refuses_is_reported_with_the_lines_concerned(
    shop, kind, reason, status, items
):
    shop.orders.replies["PlaceOrder"] = DomainError("no", kind=kind, reason=reason, items=items)
    response = await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    assert (response.status, response.errors) == (status, items)
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_what_orders_finds_wrong_is_pointed_at_in_our_words(shop):
    shop.orders.replies["PlaceOrder"] = InvalidRequest(
        [
            Violation("shipping_address.country_code", Code.UNKNOWN_COUNTRY),
            Violation("notify_channels", Code.EMPTY),
            Violation(
                "items[1].unit_price.currency_code",
                Code.UNRECOGNIZED,
                {"description": "must be what another release of orders says"},
            ),
        ]
    )
    response = await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    assert response.errors == [
        {
            "pointer": "/shipping_address/country",
            "detail": "Debe ser un código de país ISO 3166-1, como ES.",
        },
        {"pointer": "/notify", "detail": "Elige al menos uno."},
        {"pointer": "/items/1/unit_price/currency", "detail": "El valor no es válido."},
    ]


async def test_every_fault_of_a_body_is_named_at_once(shop):
    body = {
        "items": [{"product_id": "x", "quantity": 0}, {"quantity": 1}],
        "contact": {"name": "", "phone": 3},
        "shipping_address": ORDER["shipping_address"] | {"country": "es", "floor": 2},
        "notify": ["post"],
    }
    response = await shop.request("POST", "/orders?lang=en", json=body, headers=KEY)
    assert (response.status, response.reason) == (400, "invalid-request")
    assert response.pointers == [
        "/contact/email",
        "/contact/name",
        "/contact/phone",
        "/items/0/product_id",
        "/items/0/quantity",
        "/items/1/product_id",
        "/notify/0",
        "/shipping_address/country",
        "/shipping_address/floor",
    ]


async def test_an_orders_id_is_an_id(shop):
    for path in ("/orders/x", "/orders/12345"):
        response = await shop.get(path)
        assert (response.status, response.reason) == (404, "order-not-found")


async def test_orders_are_listed_for_who_is_signed_in(shop):
    assert (await shop.get("/orders")).reason == "not-signed-in"
    shop.set_cookies(tienda_access=ADMIN)
    shop.orders.replies["ListOrders"] = order_service_pb2.ListOrdersResponse(
        orders=[order()], next_page_token="more"
    )
    response = await shop.get("/orders?scope=all&status=shipped&limit=5")
    assert (len(response.body["items"]), response.body["next_cursor"]) == (1, "more")
    message = shop.orders.last_call("ListOrders").request
    assert (message.all_customers, message.status) == (True, order_pb2.ORDER_STATUS_SHIPPED)


@pytest.mark.parametrize(
    ("step", "method", "reply"),
    [
        ("cancel", "CancelOrder", order_service_pb2.CancelOrderResponse),
        ("ship", "ShipOrder", order_service_pb2.ShipOrderResponse),
        ("deliver", "DeliverOrder", order_service_pb2.DeliverOrderResponse),
    ],
)
async def test_an_order_is_moved_on_or_it_is_told_why_not(shop, step, method, reply):
    shop.set_cookies(tienda_access=ADMIN)
    shop.orders.replies[method] = reply(order=order())
    assert (await shop.request("POST", f"/orders/{ORDER_ID}/{step}")).status == 200
    shop.orders.replies[method] = DomainError("no", kind=Kind.CONFLICT, reason="STATUS_CONFLICT")
    response = await shop.request("POST", f"/orders/{ORDER_ID}/{step}")
    assert (response.status, response.reason) == (409, "status-conflict")


async def test_a_status_is_taken_back_until_the_buyer_hears_of_it(shop):
    shop.set_cookies(tienda_access=ADMIN)
    path, body = f"/orders/{ORDER_ID}/undo", {"status": "shipped"}
    shop.orders.replies["UndoOrderStatus"] = order_service_pb2.UndoOrderStatusResponse(
        order=order()
    )
    assert (await shop.request("POST", path, json=body)).body["status"] == "confirmed"
    undone = shop.orders.last_call("UndoOrderStatus").request
    assert (undone.id, undone.status) == (ORDER_ID, order_pb2.ORDER_STATUS_SHIPPED)
    shop.orders.replies["UndoOrderStatus"] = DomainError(
        "no", kind=Kind.CONFLICT, reason="UNDO_EXPIRED"
    )
    response = await shop.request("POST", path, json=body)
    assert (response.status, response.reason) == (409, "undo-expired")
    response = await shop.request("POST", path, json={"status": "cancelled"})
    assert (response.status, response.reason) == (400, "invalid-request")


async def test_an_order_comes_with_its_products_as_they_are_now_if_asked(shop):
    assert "product" not in (await shop.get(f"/orders/{ORDER_ID}")).body["items"][0]
    path = f"/orders/{ORDER_ID}?include=products&lang=en"
    [line] = (await shop.get(path)).body["items"]
    assert (line["product"]["id"], line["product"]["sku"]) == (TABLE_ID, "MESA-1")
    asked = shop.catalog.last_call("BatchGetProducts").request
    assert (list(asked.ids), asked.language) == ([TABLE_ID], "en")
    shop.set_cookies(tienda_access=ADMIN)
    await shop.get(path)
    assert shop.catalog.last_call("BatchGetProducts").caller.role is Role.ADMIN


async def test_an_order_is_read_while_catalog_is_down(shop):
    shop.catalog.replies["BatchGetProducts"] = Unavailable("down")
    response = await shop.get(f"/orders/{ORDER_ID}?include=products")
    assert (response.status, response.body["items"][0]["product"]) == (200, None)


async def test_a_token_that_has_run_out_is_reported_and_kept(shop):
    shop.set_cookies(tienda_access=EXPIRED)
    response = await shop.get("/orders/cart")
    assert (response.status, response.reason) == (401, "token-expired")
    assert "Set-Cookie" not in response.headers


async def test_a_token_that_is_no_good_is_taken_from_the_browser(shop):
    shop.set_cookies(tienda_access="of-an-older-store")
    assert (await shop.get("/orders/cart")).reason == "not-signed-in"
    assert (await shop.get("/orders/cart")).status == 200


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer a b", "Bearer ñ"])
async def test_another_way_to_sign_in_is_refused(shop, header):
    response = await shop.get("/orders/cart", headers={"Authorization": header})
    assert (response.status, response.reason) == (401, "not-signed-in")


async def test_guests_buy_while_users_is_down():
    async with serving(down={"users", "catalog"}) as shop:
        shop.orders.replies = {
            "GetCart": cart_service_pb2.GetCartResponse(cart=cart(cart_line())),
            "PlaceOrder": order_service_pb2.PlaceOrderResponse(order=order(), guest_token="t"),
        }
        assert (await shop.get("/orders/cart")).status == 200
        assert (await shop.request("POST", "/orders", json=ORDER, headers=KEY)).status == 201


async def test_who_has_ordered_too_often_is_told_when_to_come_back(shop):
    shop.orders.replies["PlaceOrder"] = DomainError(
        "ordered too often",
        kind=Kind.EXHAUSTED,
        reason="TOO_MANY_ORDERS",
        items=[{"retry_after": 600}],
    )
    response = await shop.request("POST", "/orders?lang=es", json=ORDER, headers=KEY)
    assert (response.status, response.reason) == (429, "too-many-orders")
    assert response.headers["Retry-After"] == "600"
    assert response.body["detail"].endswith("dentro de 10 minutos.")
    assert "errors" not in response.body


async def test_who_wants_too_many_units_is_told_how_many_there_may_be(shop):
    line = {"product_id": TABLE_ID, "requested": 30, "allowed": 20}
    shop.orders.replies["PlaceOrder"] = DomainError(
        "too many units", kind=Kind.CONFLICT, reason="TOO_MANY_UNITS", items=[line]
    )
    response = await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    assert (response.status, response.reason) == (409, "too-many-units")
    assert response.body["errors"] == [line]


async def test_a_repeat_that_opens_nothing_sets_no_cookie(shop):
    shop.orders.replies["PlaceOrder"] = order_service_pb2.PlaceOrderResponse(order=order())
    response = await shop.request("POST", "/orders", json=ORDER, headers=KEY)
    assert response.status == 201
    assert "tienda_order" not in response.cookies


async def test_the_carts_cookie_goes_along_with_an_order_that_names_its_items(shop):
    shop.set_cookies(tienda_cart="cart-1")
    items = [{"product_id": TABLE_ID, "quantity": 1}]
    await shop.request("POST", "/orders", json=ORDER | {"items": items}, headers=KEY)
    assert shop.orders.last_call("PlaceOrder").request.cart_token == "cart-1"


async def test_an_sms_to_a_landline_is_refused_at_the_phone_in_plain_words(shop):
    shop.orders.replies["PlaceOrder"] = InvalidRequest(
        [Violation("contact.phone", Code.PHONE_NOT_MOBILE)]
    )
    response = await shop.request("POST", "/orders?lang=es", json=ORDER, headers=KEY)
    assert (response.status, response.reason) == (400, "invalid-request")
    (error,) = response.body["errors"]
    assert error["pointer"] == "/contact/phone"
    assert "móvil" in error["detail"]
