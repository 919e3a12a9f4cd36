"""The BFF under overload: admission control, time budgets, and the circuit breaker."""

import asyncio
from typing import Any

import pytest

from chassis import request_context as current
from tests.component.bff.harness import CUSTOMER, serving
from tests.component.bff.replies import TABLE_ID, levels, product
from tienda.orders.v1 import cart_service_pb2

PAGE = "/products/mesa-roble"


@pytest.fixture(scope="module")
async def shop():
    async with serving(most_at_once=2) as opened:
        opened.orders.replies = {
            "BatchGetStock": levels(table=1),
            "GetCart": cart_service_pb2.GetCartResponse(),
            "SetCartItem": cart_service_pb2.SetCartItemResponse(),
        }
        opened.catalog.replies = {"GetProduct": product()}
        yield opened


class Slow:
    """A reply that is held back until `end` is set."""

    def __init__(self, reply) -> None:
        self.reply = reply
        self.begun = asyncio.Semaphore(0)
        self.end = asyncio.Event()

    async def __call__(self, _) -> Any:
        self.begun.release()
        await self.end.wait()
        return self.reply


async def fill(shop, slow: Slow) -> list[asyncio.Task]:
    """Take both places, each in another language, since identical requests share a call."""
    shop.catalog.replies["GetProduct"] = slow
    paths = [f"{PAGE}?lang=es", f"{PAGE}?lang=en"]
    waiting = [asyncio.create_task(shop.get(path)) for path in paths]
    async with asyncio.timeout(5):
        for _ in waiting:
            await slow.begun.acquire()
    return waiting


async def test_past_its_room_it_refuses_at_once_and_tells_when_to_come_back(
    shop, caplog, monkeypatch
):
    # However long the three take, they are within one interval.
    monkeypatch.setattr("chassis.rpc.concurrency_limit.LOG_INTERVAL", 3600.0)
    slow = Slow(product())
    waiting = await fill(shop, slow)
    had = len(shop.orders.calls)
    async with asyncio.timeout(5):
        refused = await shop.get("/orders/cart")
        bought = await shop.request("POST", "/orders", json={"any": "body"})
        contract = await shop.get("/openapi.json")
    for response in (refused, bought, contract):
        assert (response.status, response.reason) == (503, "service-unavailable")
        assert response.headers["Retry-After"] == "2"
        assert response.headers["X-Request-Id"]
        assert response.headers["Cache-Control"] == "no-store"
    assert len(shop.orders.calls) == had
    # Three within the interval are one line: the others stand in the next.
    assert [record.message for record in caplog.records].count("shedding") == 1
    slow.end.set()
    assert [response.status for response in await asyncio.gather(*waiting)] == [200, 200]
    assert (await shop.get("/orders/cart")).status == 200


async def test_health_is_told_however_much_is_under_way(shop):
    slow = Slow(product())
    waiting = await fill(shop, slow)
    async with asyncio.timeout(2):
        for path in ("/healthz", "/readyz"):
            assert (await shop.get(path)).status == 200
    slow.end.set()
    await asyncio.gather(*waiting)


async def test_who_is_slow_to_send_a_body_takes_no_room(shop):
    shop.catalog.replies["GetProduct"] = product()
    host, port = shop.url.removeprefix("http://").split(":")
    head = (
        f"PUT /orders/cart/items/{TABLE_ID} HTTP/1.1\r\nHost: x\r\n"
        "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    )
    slow_ones = [await asyncio.open_connection(host, int(port)) for _ in range(4)]
    for _, writer in slow_ones:
        writer.write(head.encode() + b"{")
        await writer.drain()
    await asyncio.sleep(0.1)
    assert (await shop.get(PAGE)).status == 200
    for reader, writer in slow_ones:
        writer.write(b'"quantity":2}')
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_pictures_that_come_slowly_take_no_room_from_shoppers(shop):
    shop.catalog.replies["GetProduct"] = product()
    host, port = shop.url.removeprefix("http://").split(":")
    head = (
        f"POST {PAGE}/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {CUSTOMER}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9999\r\n\r\n--b\r\n"
    )
    slow_ones = [await asyncio.open_connection(host, int(port)) for _ in range(9)]
    for _, writer in slow_ones:
        writer.write(head.encode())
        await writer.drain()
    # Of these themselves there are eight at most.
    reading = [asyncio.create_task(reader.readline()) for reader, _ in slow_ones]
    async with asyncio.timeout(20):
        first, _ = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
    assert [line.result()[:12] for line in first] == [b"HTTP/1.1 503"]
    assert (await shop.get(PAGE)).status == 200
    for _, writer in slow_ones:
        writer.close()
    await asyncio.gather(*reading, return_exceptions=True)


async def test_a_request_ends_when_its_time_is_up_whatever_its_calls_may_take(shop, monkeypatch):
    monkeypatch.setattr("bff.http.endpoint.READ_BUDGET", 0.3)
    slow = Slow(product())
    shop.catalog.replies["GetProduct"] = slow
    response = await shop.get(f"{PAGE}?lang=en")
    assert (response.status, response.reason) == (503, "service-unavailable")
    assert response.headers["Retry-After"]
    slow.end.set()


async def test_what_is_left_of_the_time_goes_along_to_neighbours(shop, monkeypatch):
    monkeypatch.setattr("bff.http.endpoint.READ_BUDGET", 10.0)
    for timeout in ("DEFAULT_TIMEOUT", "OPTIONAL_TIMEOUT"):
        monkeypatch.setattr(f"bff.products.handlers.{timeout}", 20.0)
    left = []
    loop = asyncio.get_running_loop()

    async def note(_):
        left.append(current.deadline.get() - loop.time())
        await asyncio.sleep(0.4)
        return product()

    async def stock(_):
        left.append(current.deadline.get() - loop.time())
        return levels(table=1)

    shop.catalog.replies["GetProduct"] = note
    shop.orders.replies["BatchGetStock"] = stock
    assert (await shop.get(PAGE)).status == 200
    # What was slept through is gone, but for what gRPC rounds up.
    assert 0 < left[1] < left[0] - 0.25
    assert left[0] < 15, "the budget, and not what its call may take"


async def test_who_needs_a_neighbour_that_hangs_is_soon_told_so_at_once(monkeypatch):
    monkeypatch.setattr("bff.products.handlers.DEFAULT_TIMEOUT", 0.2)
    monkeypatch.setattr("chassis.rpc.circuit_breaker.PROBE_INTERVAL", 30.0)
    slow = Slow(product())
    async with serving() as shop:
        shop.catalog.replies = {"SearchProducts": slow}
        shop.orders.replies = {"GetCart": cart_service_pb2.GetCartResponse()}
        paths = [f"/products?q=mesa-{number}" for number in range(10)]
        responses = await asyncio.gather(*map(shop.get, paths))
        assert {response.status for response in responses} == {503}
        message = len(shop.catalog.calls)
        response = await shop.get(PAGE)
        assert (response.status, response.reason) == (503, "service-unavailable")
        assert response.headers["Retry-After"]
        assert len(shop.catalog.calls) == message
        assert (await shop.get("/orders/cart")).status == 200
        # It is ready itself, whatever the health of the services.
        readiness = await shop.get("/readyz")
        assert (readiness.status, readiness.body["neighbours"]["catalog"]) == (200, "unreachable")
        slow.end.set()
