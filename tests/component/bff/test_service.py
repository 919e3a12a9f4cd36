"""What all endpoints share: malformed HTTP, queries, languages, CSRF, logs, health."""

import asyncio
import json

import pytest

from tests.component.bff.harness import CUSTOMER, serving
from tests.component.bff.replies import TABLE_ID, levels, product, session
from tienda.catalog.v1 import catalog_service_pb2
from tienda.orders.v1 import cart_service_pb2

ITEM = f"/orders/cart/items/{TABLE_ID}"
LOG_IN = {"email": "ana@example.com", "password": "correct horse"}


@pytest.fixture(scope="module")
async def shared_shop():
    async with serving(trusted_origins={"https://other.example"}) as opened:
        yield opened


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.catalog.replies = {
        "SearchProducts": catalog_service_pb2.SearchProductsResponse(),
        "GetProduct": product(),
    }
    shared_shop.orders.replies = {
        "BatchGetStock": levels(table=1),
        "SetCartItem": cart_service_pb2.SetCartItemResponse(),
    }
    shared_shop.users.replies = {"CreateSession": session()}
    return shared_shop


async def send(shop, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send raw bytes; return status, headers and body of the response."""
    host, port = shop.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    await writer.drain()
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    writer.close()
    return int(head[0].split()[1]), headers, body


def is_problem(reply: tuple[int, dict[str, str], bytes], status: int, reason: str) -> bool:
    got, headers, body = reply
    return (
        got == status
        and headers["content-type"].startswith("application/problem+json")
        and json.loads(body)["type"].endswith(f"/{reason}")
        and "x-request-id" in headers
    )


async def test_it_is_ready_whatever_its_neighbours_are():
    async with serving(down={"users"}) as shop:
        assert (await shop.get("/healthz")).body == {"status": "ok"}
        expected = {"catalog": "serving", "orders": "serving", "users": "unreachable"}
        # The first connection to a service may take longer than the answer waits for it.
        async with asyncio.timeout(30):
            while (response := await shop.get("/readyz")).body["neighbours"] != expected:
                assert response.body["status"] == "ready"
        assert response.body["status"] == "ready"


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/products/x y", None, "es"),
        ("/products/x y?lang=en", "es", "en"),
        ("/products/x y", "en-GB,en;q=0.9,es;q=0.8", "en"),
        ("/products/x y", "fr, en;q=0.2, es;q=0.7", "es"),
        ("/products/x y", "fr", "es"),
        ("/products/x y", "es;q=0", "es"),
        ("/products/x y", "*;q=0.5, es;q=0", "en"),
        ("/products/x y", ";;;q=,,," * 100, "es"),
    ],
)
async def test_refusals_speak_the_callers_language(shop, path, header, language):
    response = await shop.get(path, headers={"Accept-Language": header} if header else {})
    assert response.headers["Content-Language"] == language
    assert (
        response.body["title"]
        == {"es": "Producto no encontrado", "en": "Product not found"}[language]
    )


async def test_a_language_that_is_not_spoken_here_is_refused_when_asked_for_by_name(shop):
    response = await shop.get("/products?lang=fr")
    assert (response.status, response.reason, response.pointers) == (
        400,
        "invalid-request",
        ["/lang"],
    )


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=-1", "/limit"),
        ("limit=ten", "/limit"),
        ("limit=" + "9" * 5000, "/limit"),
        ("min_price=-1", "/min_price"),
        ("min_price=1.5", "/min_price"),
        ("max_price=99999999999999999999", "/max_price"),
        ("max_price=", "/max_price"),
        ("in_stock=maybe", "/in_stock"),
        ("sort=cheapest", "/sort"),
        ("category=Mesas%20Altas", "/category"),
        ("q=" + "a" * 201, "/q"),
        ("q=a%00b", "/q"),
        ("q=a%0Ab", "/q"),
        ("q=a&q=b", "/q"),
    ],
)
async def test_a_query_out_of_bounds_is_refused(shop, query, pointer):
    before = shop.catalog.count_calls("SearchProducts")
    response = await shop.get(f"/products?{query}")
    assert (response.status, response.reason, response.pointers) == (
        400,
        "invalid-request",
        [pointer],
    )
    assert shop.catalog.count_calls("SearchProducts") == before


async def test_parameters_and_fields_that_do_not_exist_are_refused(shop):
    query = await shop.get("/products?colour=red")
    assert (query.status, query.reason, query.pointers) == (400, "unknown-field", ["/colour"])
    body = await shop.request("PUT", ITEM, json={"quantity": 1, "gift": True})
    assert (body.status, body.reason, body.pointers) == (400, "unknown-field", ["/gift"])
    assert (await shop.get("/healthz?x=1")).reason == "unknown-field"


async def test_a_query_of_200_kb_is_answered_with_a_problem(shop):
    raw = b"GET /products?q=" + b"a" * 200_000 + b"&lang=en HTTP/1.1\r\nHost: x\r\n\r\n"
    reply = await send(shop, raw)
    assert is_problem(reply, 414, "uri-too-long")
    assert reply[1]["content-language"] == "en"


async def test_a_header_beyond_all_bounds_is_answered_with_a_problem(shop):
    raw = b"GET /products HTTP/1.1\r\nHost: x\r\nX-Big: " + b"a" * 40_000 + b"\r\n\r\n"
    assert is_problem(await send(shop, raw), 431, "headers-too-large")


@pytest.mark.parametrize(
    "raw",
    [
        b"NONSENSE\r\n\r\n",
        b"GET /products HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /products HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
        b"GET /products HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET //[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_answered_with_a_problem(shop, raw):
    status, headers, body = await send(shop, raw)
    assert 400 <= status < 500, (status, body)
    assert headers["content-type"].startswith("application/problem+json")
    assert b"Traceback" not in body


@pytest.mark.parametrize(
    "path",
    ["/products/%ff", "/products/%00", "/products/%zz", "/products?q=%ff", "/a%", "/%ED%A0%80"],
)
async def test_an_address_that_is_no_text_is_refused(shop, path):
    reply = await send(shop, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert is_problem(reply, 400, "malformed-url")


async def test_letters_typed_into_an_address_are_understood(shop):
    raw = "GET /products?q=lámpara HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    assert (await send(shop, raw))[0] == 200
    assert shop.catalog.last_call("SearchProducts").request.query == "lámpara"


async def test_bytes_that_are_no_letters_are_refused(shop):
    reply = await send(shop, b"GET /products?q=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n")
    assert 400 <= reply[0] < 500
    assert reply[1]["content-type"].startswith("application/problem+json")


async def test_unknown_addresses_and_methods_are_told_apart(shop):
    for path in ("/", "/nothing", "/products/", "/products/a/b", "/media/a.webp", "/%2e%2e/x"):
        response = await shop.get(path)
        assert (response.status, response.reason) == (404, "not-found"), path
    response = await shop.request("PUT", "/products", json={})
    assert (response.status, response.reason) == (405, "method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD, POST"
    assert (await shop.request("TRACE", "/products")).status == 405


@pytest.mark.parametrize("path", ["/products/suggest", "/products/categories", "/orders/cart"])
async def test_a_fixed_address_is_no_product_or_order_of_that_name(shop, path):
    response = await shop.request("DELETE", path, headers={"If-Match": "*"})
    assert (response.status, response.reason) == (405, "method-not-allowed")
    document = (await shop.get("/openapi.json")).body
    methods = {method.upper() for method in document["paths"][path]}
    assert set(response.headers["Allow"].split(", ")) == methods | {"HEAD"}


async def test_head_answers_as_get_does_without_the_body(shop):
    got, head = (
        await shop.get("/products/mesa-roble"),
        await shop.request("HEAD", "/products/mesa-roble"),
    )
    assert (head.status, head.raw) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(got.raw))


async def test_an_expectation_that_cannot_be_met_is_reported(shop):
    raw = b"GET /products HTTP/1.1\r\nHost: x\r\nExpect: magic\r\n\r\n"
    assert is_problem(await send(shop, raw), 417, "expectation-failed")


async def test_what_nobody_foresaw_is_a_problem_without_a_trace(shop, caplog):
    shop.catalog.replies["SearchProducts"] = lambda _: catalog_service_pb2.SearchProductsResponse(
        products=[{"no": "such"}]  # a bug in the service
    )
    response = await shop.get("/products")
    assert (response.status, response.reason) == (500, "internal")
    assert b"Traceback" not in response.raw
    shop.orders.replies["GetCart"] = cart_service_pb2.GetCartResponse(
        cart=cart_service_pb2.Cart(lines=[cart_service_pb2.CartLine()])  # a fault of ours: no state
    )
    response = await shop.get("/orders/cart")
    assert (response.status, response.reason) == (500, "internal")
    assert "KeyError" in caplog.text
    assert b"KeyError" not in response.raw


@pytest.mark.parametrize(
    ("headers", "has_cookie", "allowed"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"Sec-Fetch-Site": "same-origin"}, True, True),
        ({"Sec-Fetch-Site": "none"}, True, True),
        ({"Sec-Fetch-Site": "same-site"}, True, False),
        ({"Sec-Fetch-Site": "cross-site"}, False, False),
        ({"Origin": "https://evil.example"}, False, False),
        ({"Origin": "null"}, True, False),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, True, False),
        ({"Origin": "https://other.example"}, True, True),
        ({"Origin": "http://[broken"}, True, False),
    ],
)
async def test_other_sites_change_nothing(shop, headers, has_cookie, allowed):
    if has_cookie:
        shop.set_cookies(tienda_access=CUSTOMER)
    response = await shop.request_plainly("PUT", ITEM, json={"quantity": 1}, headers=headers)
    assert (response.status == 200) is allowed, response.raw
    assert allowed or response.reason == "cross-site"
    reading = await shop.request_plainly("GET", "/products", headers=headers)
    assert reading.status == 200


async def test_a_page_of_the_shop_is_known_by_its_origin(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    response = await shop.request_plainly(
        "PUT", ITEM, json={"quantity": 1}, headers={"Origin": shop.url}
    )
    assert response.status == 200


async def test_a_request_has_one_id_from_the_edge_to_the_neighbours(shop):
    response = await shop.get("/products", headers={"X-Request-Id": "abc-123"})
    assert response.headers["X-Request-Id"] == "abc-123"
    assert shop.catalog.last_call("SearchProducts").request_id == "abc-123"
    response = await shop.get("/products", headers={"X-Request-Id": "not good;"})
    assert len(response.headers["X-Request-Id"]) == 36


async def test_a_request_is_logged_once_and_names_nobody(shop, caplog):
    caplog.set_level("INFO", logger="tienda.access")
    await shop.request("POST", "/users/session", json=LOG_IN)
    await shop.get("/products?q=ana@example.com")
    records = [r for r in caplog.records if r.name == "tienda.access" and r.message == "request"]
    lines = [(record.method, record.route, record.status) for record in records]
    assert lines == [("POST", "/users/session", 200), ("GET", "/products", 200)]
    assert "ana@example.com" not in repr([vars(record) for record in records])


async def test_cookies_that_no_token_looks_like_are_no_cookies(shop):
    shop.orders.replies["GetCart"] = cart_service_pb2.GetCartResponse()
    for value in (b"\xff\xfe", "ñ".encode(), b"a" * 5000):
        raw = b"GET /orders/cart HTTP/1.1\r\nHost: x\r\nCookie: tienda_cart=" + value
        assert (await send(shop, raw + b"; tienda_access=" + value + b"\r\n\r\n"))[0] == 200
        assert shop.orders.last_call("GetCart").request.cart_token == ""


async def test_every_answer_says_what_it_is(shop):
    for path in ("/products", "/nothing", "/healthz", "/docs"):
        response = await shop.get(path)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
