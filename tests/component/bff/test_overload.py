"""The BFF with more to do than it has room for, and with less time than a neighbour needs."""

import asyncio
from typing import Any

import pytest

from chassis import request_context as current
from tests.component.bff.harness import CUSTOMER, TABLE_ID, levels, product, serving
from tienda.orders.v1 import cart_service_pb2

PAGE = "/products/mesa-roble"


@pytest.fixture(scope="module")
async def shop():
    async with serving(most_at_once=2) as made:
        made.orders.answers = {
            "BatchGetStock": levels(table=1),
            "GetCart": cart_service_pb2.GetCartResponse(),
            "SetCartItem": cart_service_pb2.SetCartItemResponse(),
        }
        made.catalog.answers = {"GetProduct": product()}
        yield made


class Slow:
    """An answer that waits to be let go."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.begun = asyncio.Semaphore(0)
        self.end = asyncio.Event()

    async def __call__(self, _) -> Any:
        self.begun.release()
        await self.end.wait()
        return self.answer


async def fill(shop, slow: Slow) -> list[asyncio.Task]:
    """Have both places taken; each in another language, since who asks the same shares a call."""
    shop.catalog.answers["GetProduct"] = slow
    paths = [f"{PAGE}?lang=es", f"{PAGE}?lang=en"]
    waiting = [asyncio.create_task(shop.get(path)) for path in paths]
    async with asyncio.timeout(5):
        for _ in waiting:
            await slow.begun.acquire()
    return waiting


async def test_past_its_room_it_refuses_at_once_and_tells_when_to_come_back(shop, caplog):
    slow = Slow(product())
    waiting = await fill(shop, slow)
    had = len(shop.orders.asked)
    async with asyncio.timeout(1):
        refused = await shop.get("/orders/cart")
        bought = await shop.ask("POST", "/orders", json={"any": "body"})
        contract = await shop.get("/openapi.json")
    for reply in (refused, bought, contract):
        assert (reply.status, reply.reason) == (503, "service-unavailable")
        assert reply.headers["Retry-After"] == "2"
        assert reply.headers["X-Request-Id"]
        assert reply.headers["Cache-Control"] == "no-store"
    assert len(shop.orders.asked) == had
    # Three within a second are one line: the others stand in the next.
    assert [record.message for record in caplog.records].count("shedding") == 1
    slow.end.set()
    assert [reply.status for reply in await asyncio.gather(*waiting)] == [200, 200]
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
    shop.catalog.answers["GetProduct"] = product()
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
    shop.catalog.answers["GetProduct"] = product()
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
    async with asyncio.timeout(2):
        first, _ = await asyncio.wait(
            [asyncio.create_task(reader.readline()) for reader, _ in slow_ones],
            return_when=asyncio.FIRST_COMPLETED,
        )
    assert [line.result()[:12] for line in first] == [b"HTTP/1.1 503"]
    assert (await shop.get(PAGE)).status == 200
    for _, writer in slow_ones:
        writer.close()


async def test_a_request_ends_when_its_time_is_up_whatever_its_calls_may_take(shop, monkeypatch):
    monkeypatch.setattr("bff.http.endpoint.READ_BUDGET", 0.3)
    slow = Slow(product())
    shop.catalog.answers["GetProduct"] = slow
    async with asyncio.timeout(1):
        reply = await shop.get(f"{PAGE}?lang=en")
    assert (reply.status, reply.reason) == (503, "service-unavailable")
    assert reply.headers["Retry-After"]
    slow.end.set()


async def test_what_is_left_of_the_time_goes_along_to_neighbours(shop, monkeypatch):
    monkeypatch.setattr("bff.http.endpoint.READ_BUDGET", 1.9)
    left = []
    loop = asyncio.get_running_loop()

    async def note(_):
        left.append(current.deadline.get() - loop.time())
        await asyncio.sleep(0.4)
        return product()

    async def stock(_):
        left.append(current.deadline.get() - loop.time())
        return levels(table=1)

    shop.catalog.answers["GetProduct"] = note
    shop.orders.answers["BatchGetStock"] = stock
    assert (await shop.get(PAGE)).status == 200
    # Some of it is there even on a busy machine, but what was slept through is gone.
    assert 1 < left[0] < 2
    assert 0.3 < left[1] < left[0] - 0.35


async def test_who_needs_a_neighbour_that_hangs_is_soon_told_so_at_once(monkeypatch):
    monkeypatch.setattr("bff.products.handlers.READ_TIMEOUT", 0.2)
    monkeypatch.setattr("chassis.rpc.circuit_breaker.PROBE_INTERVAL", 30.0)
    slow = Slow(product())
    async with serving() as shop:
        shop.catalog.answers = {"GetProduct": slow}
        shop.orders.answers = {"GetCart": cart_service_pb2.GetCartResponse()}
        paths = [f"/products/mesa-{number}" for number in range(10)]
        replies = await asyncio.gather(*map(shop.get, paths))
        assert {reply.status for reply in replies} == {503}
        asked = len(shop.catalog.asked)
        reply = await shop.get(PAGE)
        assert (reply.status, reply.reason) == (503, "service-unavailable")
        assert reply.headers["Retry-After"]
        assert len(shop.catalog.asked) == asked
        assert (await shop.get("/orders/cart")).status == 200
        # And it is ready itself, whatever its neighbours are.
        readiness = await shop.get("/readyz")
        assert (readiness.status, readiness.body["neighbours"]["catalog"]) == (200, "unreachable")
        slow.end.set()
