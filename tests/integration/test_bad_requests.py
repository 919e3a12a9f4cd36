"""Whatever is sent, the answer is a refusal in words that the sender reads, never a breakdown."""

import asyncio
import json
from typing import Any, NamedTuple

import pytest

from tests.integration.shop import Reply, Visitor, order_of
from tests.store import RunningStore

NOBODY = "00000000-0000-7000-8000-000000000000"
KEY = {"Idempotency-Key": "bad-request"}
GOOD = order_of({"id": NOBODY})


class Bad(NamedTuple):
    """A request that must be refused, and how."""

    name: str
    status: int
    reason: str
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012 (never changed)


def order(name: str, status: int, reason: str, body: Any, **headers: str) -> Bad:
    return Bad(name, status, reason, "POST", "/orders", body, {**KEY, **headers})


def get(name: str, status: int, reason: str, path: str) -> Bad:
    return Bad(name, status, reason, "GET", path)


def with_quantity(text: str) -> bytes:
    return json.dumps(order_of({"id": NOBODY}, quantity=12345)).replace("12345", text).encode()


BAD = [
    order("JSON cut short", 400, "malformed-json", b'{"items": ['),
    order("no JSON", 400, "malformed-json", b"items=1"),
    order("no body", 400, "malformed-json", b""),
    order("JSON too deep", 400, "malformed-json", b"[" * 60_000),
    order("no UTF-8", 400, "malformed-json", b'{"items": "\xff\xfe"}'),
    order("half a surrogate pair", 400, "malformed-json", b'{"items": "\\ud800"}'),
    order("NaN", 400, "malformed-json", with_quantity("NaN")),
    order("a list", 400, "invalid-request", b"[]"),
    order("an unknown field", 400, "unknown-field", GOOD | {"discount": 100}),
    order("no quantity", 400, "invalid-request", with_quantity("0")),
    order("a negative quantity", 400, "invalid-request", with_quantity("-1")),
    order("half a unit", 400, "invalid-request", with_quantity("0.5")),
    order("a thousand units", 400, "invalid-request", with_quantity("1000")),
    order("a quantity past 64 bits", 400, "invalid-request", with_quantity("9" * 400)),
    order("a quantity past all bounds", 400, "invalid-request", with_quantity("1e400")),
    order("a quantity in words", 400, "invalid-request", with_quantity('"two"')),
    order("no items", 400, "invalid-request", GOOD | {"items": []}),
    order("51 items", 400, "invalid-request", GOOD | {"items": GOOD["items"] * 51}),
    order("an empty cart", 409, "cart-empty", {k: v for k, v in GOOD.items() if k != "items"}),
    order("an unknown product", 409, "product-unavailable", GOOD),
    order("a product that is no id", 400, "invalid-request", order_of({"id": "' OR 1=1 --"})),
    order("no e-mail address", 400, "invalid-request", GOOD | {"contact": {"name": "Ana"}}),
    order("SMS to nowhere", 400, "invalid-request", GOOD | {
        "contact": {"name": "Ana", "email": "ana@example.com"}, "notify": ["sms"]
    }),
    order("NUL in a name", 400, "invalid-request", GOOD | {
        "contact": {"name": "A\0na", "email": "ana@example.com"}
    }),
    order("a form", 415, "unsupported-media-type", b"{}", **{"Content-Type": "text/plain"}),
    order("100 KB", 413, "payload-too-large", b" " * 100_000),
    order("a key of 300", 400, "invalid-request", GOOD, **{"Idempotency-Key": "k" * 300}),
    order("another site", 403, "cross-site", GOOD, Origin="https://elsewhere.example"),
    Bad("no key", 400, "idempotency-key-missing", "POST", "/orders", GOOD),
    get("200 KB of query", 414, "uri-too-long", "/products?q=" + "a" * 200_000),
    get("a broken escape", 400, "malformed-url", "/products?q=%zz"),
    get("an escape that is no UTF-8", 400, "malformed-url", "/products?q=%ff%fe"),
    get("a path that is no UTF-8", 400, "malformed-url", "/products/%c3%28"),
    get("NUL in a path", 400, "malformed-url", "/products/lamp%00"),
    get("NUL in a query", 400, "invalid-request", "/products?q=lamp%00"),
    get("an unknown parameter", 400, "unknown-field", "/products?colour=red"),
    get("a parameter twice", 400, "invalid-request", "/products?q=a&q=b"),
    get("a page of nothing", 400, "invalid-request", "/products?limit=0"),
    get("a page of everything", 400, "invalid-request", "/products?limit=1000000"),
    get("a negative price", 400, "invalid-request", "/products?min_price=-1"),
    get("a made-up cursor", 400, "invalid-request", "/products?cursor=made-up"),
    get("an unknown order of sorting", 400, "invalid-request", "/products?sort=colour"),
    get("an unknown product's page", 404, "product-not-found", "/products/no-such-thing"),
    get("somebody's order", 404, "order-not-found", f"/orders/{NOBODY}"),
    get("an order that is no id", 404, "order-not-found", "/orders/1;drop"),
    get("an unknown route", 404, "not-found", "/products/a/b/c"),
    get("an unknown picture", 404, "not-found", "/media/no-such.webp"),
    get("nobody's account", 401, "not-signed-in", "/users/me"),
    Bad("a wrong method", 405, "method-not-allowed", "DELETE", "/products"),
    Bad("a made-up token", 401, "not-signed-in", "GET", "/users/me", None, {
        "Authorization": "Bearer made.up.token"
    }),
    Bad("stock by a guest", 401, "not-signed-in", "PUT", "/products/x/stock", {"on_hand": 1}),
    Bad("a wrong password", 401, "wrong-credentials", "POST", "/users/session", {
        "email": "nobody@example.com", "password": "no password of mine"
    }),
    Bad("a short password", 400, "invalid-request", "POST", "/users", {
        "email": "eva@example.com", "password": "short", "name": "Eva"
    }),
    Bad("a negative quantity in the cart", 400, "invalid-request", "PUT",
        f"/orders/cart/items/{NOBODY}", {"quantity": -1}),
]  # fmt: skip


def is_refusal(reply: Reply, language: str) -> bool:
    document = reply.document
    return (
        400 <= reply.status < 500
        and reply.headers["Content-Type"].startswith("application/problem+json")
        and reply.headers["Content-Language"] == language
        and document["status"] == reply.status
        and document.keys() >= {"type", "title", "detail", "instance"}
        and b"Traceback" not in reply.body
    )


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
async def test_a_bad_request_is_refused_in_the_callers_language(shopper: Visitor, bad: Bad):
    replies = {
        language: await shopper.ask(
            bad.method, bad.path, bad.body, {**bad.headers, "Accept-Language": language}
        )
        for language in ("es", "en")
    }
    for language, reply in replies.items():
        assert (reply.status, reply.reason) == (bad.status, bad.reason), reply.body
        assert is_refusal(reply, language), (dict(reply.headers), reply.body)
    es, en = (reply.document for reply in replies.values())
    assert es["title"] != en["title"]
    assert es["detail"] != en["detail"]
    assert [fault.get("pointer") for fault in es.get("errors", ())] == [
        fault.get("pointer") for fault in en.get("errors", ())
    ]


async def test_a_language_we_do_not_speak_is_refused_in_one_that_we_do(shopper: Visitor):
    for language in ("es", "en"):
        reply = await shopper.ask(
            "GET", "/products?lang=xx", headers={"Accept-Language": f"xx, {language};q=0.5"}
        )
        assert (reply.status, reply.reason) == (400, "invalid-request")
        assert is_refusal(reply, language)
        assert reply.document["errors"][0]["pointer"] == "/lang"


NO_HTTP = {
    "no HTTP": (400, b"NOT HTTP AT ALL"),
    "a made-up method": (400, b"BREW /products HTTP/1.1\r\nHost: a"),
    "NUL in the line": (400, b"GET /products\0 HTTP/1.1\r\nHost: a"),
    "NUL in a header": (400, b"GET /products HTTP/1.1\r\nHost: a\r\nX-Name: a\0b"),
    "a long header": (431, b"GET /products HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 40_000),
    "less than no body": (400, b"POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: -5"),
    "two lengths": (
        400,
        b"POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
    ),
}


@pytest.mark.parametrize("name", NO_HTTP)
async def test_what_is_no_http_is_refused_too(store: RunningStore, name: str):
    status, sent = NO_HTTP[name]
    reader, writer = await asyncio.open_connection("127.0.0.1", store.ports.bff)
    try:
        writer.write(sent + b"\r\n\r\n")
        head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
    finally:
        writer.close()
        await writer.wait_closed()
    assert head.split()[1] == str(status).encode(), head
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status


async def test_none_of_it_surprised_any_part(store: RunningStore, shopper: Visitor):
    """The last test here: what the others sent is in the logs by now."""
    assert (await shopper.ask("GET", "/readyz")).status == 200
    assert store.logged("unforeseen") == []
    assert store.logged("Traceback") == []
