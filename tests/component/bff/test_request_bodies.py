"""Bodies that are no JSON, of another shape, of another type, or too long."""

import pytest

from tests.component.bff.replies import TABLE_ID
from tienda.orders.v1 import cart_service_pb2

ITEM = f"/orders/cart/items/{TABLE_ID}"


@pytest.fixture
def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.orders.replies = {"SetCartItem": cart_service_pb2.SetCartItemResponse()}
    return shared_shop


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"quantity": 1} x',
        b'{"quantity": NaN}',
        b'{"quantity": "\xff"}',
        b'{"quantity": "\\ud800"}',
        b"[" * 30_000,
        b'{"quantity":' + b"[" * 30_000,
    ],
)
async def test_malformed_json_is_refused(shop, body):
    response = await shop.request(
        "PUT", ITEM, data=body, headers={"Content-Type": "application/json"}
    )
    assert response.status == 400
    assert response.reason in {"malformed-json", "invalid-request"}


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b'"x"', b"1", b'{"quantity":' + b"9" * 5000 + b"}"]
)
async def test_json_of_another_shape_is_refused(shop, body):
    response = await shop.request(
        "PUT", ITEM, data=body, headers={"Content-Type": "application/json; charset=UTF-8"}
    )
    assert (response.status, response.reason) == (400, "invalid-request")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_only_json_is_taken(shop, headers):
    response = await shop.request("PUT", ITEM, data=b'{"quantity":1}', headers=headers)
    assert (response.status, response.reason) == (415, "unsupported-media-type")


async def test_a_body_has_a_limit_whether_its_length_is_told_or_not(shop):
    headers = {"Content-Type": "application/json"}

    async def parts():
        for _ in range(100):
            yield b" " * 1000

    for data in (b" " * 70_000, parts()):
        response = await shop.request("PUT", ITEM, data=data, headers=headers)
        assert (response.status, response.reason) == (413, "payload-too-large")
