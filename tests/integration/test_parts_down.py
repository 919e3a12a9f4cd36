"""A part that is down takes nothing down but what only it can do, and nothing is lost."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.integration.shop import Visitor, order_of, visit
from tests.store import RunningStore

LAMP = "/products/lampara-faro"


async def until(shopper: Visitor, neighbour: str, state: str) -> None:
    """Wait until the BFF sees a neighbour so."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready = await shopper.ask("GET", "/readyz")
        if ready.document["neighbours"][neighbour] == state:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{neighbour} does not come to be {state}")


@pytest.fixture
async def somebody(spare: RunningStore) -> AsyncIterator[Visitor]:
    """Somebody new at the spare store, whose parts all answer."""
    async with visit(spare) as shopper:
        for neighbour in ("catalog", "orders", "users"):
            await until(shopper, neighbour, "serving")
        yield shopper


@pytest.fixture
async def lamp(somebody: Visitor) -> dict[str, Any]:
    return (await somebody.ask("GET", LAMP)).document


async def test_without_catalog_orders_are_read_and_none_is_placed(
    spare: RunningStore, somebody: Visitor, lamp: dict[str, Any]
):
    placed = await somebody.buy(order_of(lamp))
    assert placed.status == 201
    key, wanted = str(uuid4()), order_of(lamp)
    with spare.hung("catalog"):
        refused = await somebody.buy(wanted, key=key)
        assert (refused.status, refused.reason) == (503, "service-unavailable")
        assert int(refused.headers["Retry-After"]) > 0
        read = await somebody.ask("GET", placed.headers["Location"])
        assert (read.status, read.document) == (200, placed.document)
        shelves = await somebody.ask("GET", "/products")
        assert (shelves.status, shelves.reason) == (503, "service-unavailable")
    await until(somebody, "catalog", "serving")
    # What was refused has left nothing behind, and the same key buys now.
    assert await somebody.stock_of(lamp) == lamp["stock"] - 1
    assert (await somebody.buy(wanted, key=key)).status == 201


async def test_a_killed_catalog_is_back_by_itself(
    spare: RunningStore, somebody: Visitor, lamp: dict[str, Any]
):
    spare.kill_part(["-m", "catalog"])
    # Refused at once, or sold by a retry that met the new one: never anything else.
    answered = await somebody.buy(order_of(lamp))
    assert (answered.status, answered.reason) in {(503, "service-unavailable"), (201, "")}
    await until(somebody, "catalog", "serving")
    # Orders looks for it once a second.
    sold, tries = False, 0
    while not sold and tries < 20:
        sold = (await somebody.buy(order_of(lamp))).status == 201
        tries += 1
        await asyncio.sleep(0 if sold else 0.25)
    assert sold


async def test_without_users_guests_shop_on_and_customers_stay_in(
    spare: RunningStore, somebody: Visitor, lamp: dict[str, Any]
):
    account = {"email": "luz@example.com", "password": "a long password", "name": "Luz"}
    async with visit(spare) as customer:
        assert (await customer.ask("POST", "/users", account)).status == 201
        assert (await customer.ask("GET", "/orders")).status == 200
        with spare.hung("users"):
            assert (await somebody.ask("GET", "/products?q=faro")).document["total"] == 1
            assert (await somebody.buy(order_of(lamp))).status == 201
            # Their token is checked by whom they ask.
            assert (await customer.buy(order_of(lamp))).status == 201
            refused = await somebody.ask("POST", "/users/session", {
                key: account[key] for key in ("email", "password")
            })  # fmt: skip
        assert (refused.status, refused.reason) == (503, "service-unavailable")
        assert int(refused.headers["Retry-After"]) > 0
        await until(somebody, "users", "serving")
        assert len((await customer.ask("GET", "/orders")).document["items"]) == 1


async def test_without_orders_the_shelves_are_shown_as_the_catalogue_has_them(
    spare: RunningStore, somebody: Visitor, lamp: dict[str, Any]
):
    with spare.hung("orders"):
        assert await shown_in_stock(somebody, lamp) is True
        page = (await somebody.ask("GET", LAMP)).document
        assert (page["stock"], page["in_stock"]) == (None, None)
        refused = await somebody.buy(order_of(lamp))
        assert (refused.status, refused.reason) == (503, "service-unavailable")
    await until(somebody, "orders", "serving")
    assert await shown_in_stock(somebody, lamp) is True


async def shown_in_stock(somebody: Visitor, lamp: dict[str, Any]) -> bool | None:
    """Return what the shelves say of the lamp, among whatever else other tests put there."""
    shelves = (await somebody.ask("GET", "/products?limit=100")).document["items"]
    (shown,) = [item["in_stock"] for item in shelves if item["id"] == lamp["id"]]
    answer: bool | None = shown
    return answer


async def heard(spare: RunningStore) -> tuple[list[str], list[str]]:
    """Return every SMS, and everything published, that the endpoint has taken."""
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{spare.aws_url}/sent") as answer,
        ):
            sent = await answer.json()
    except aiohttp.ClientConnectionError:
        return [], []
    return [sms["text"] for sms in sent["sms"]], [json.dumps(event) for event in sent["events"]]


async def until_heard(spare: RunningStore, order: Mapping[str, Any]) -> None:
    """Wait until the endpoint has the SMS and the event of an order."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        told, published = await heard(spare)
        if order["message"] in told and any(
            order["id"] in sent and "order.confirmed" in sent for sent in published
        ):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("no SMS or no event in a minute")


async def test_without_the_message_service_orders_are_confirmed_and_told_later(
    spare: RunningStore, somebody: Visitor, lamp: dict[str, Any]
):
    dead = spare.kill_part(["-m", "local.aws"])
    placed = await somebody.buy(order_of(lamp, notify=["sms"]))
    assert placed.status == 201
    # The endpoint that is started now begins without any memory of its own.
    await until_heard(spare, placed.document)
    assert spare.pid_of(["-m", "local.aws"]) != dead


async def test_a_hung_message_service_holds_no_order_up(
    spare: RunningStore, somebody: Visitor, lamp: dict[str, Any]
):
    with spare.hung("local.aws"):
        began = time.monotonic()
        placed = await somebody.buy(order_of(lamp, notify=["sms"]))
        assert placed.status == 201
        assert time.monotonic() - began < 4
        # The worker is in the middle of telling it.
        await asyncio.sleep(1)
        receipt = placed.headers["Location"] + "/receipt"
        refused = await somebody.ask("GET", receipt)
        assert (refused.status, refused.reason) == (503, "service-unavailable")
        assert (await somebody.buy(order_of(lamp))).status == 201
    await until_heard(spare, placed.document)
    assert (await somebody.ask("GET", receipt)).status == 303


async def test_none_of_it_surprised_any_part(spare: RunningStore):
    """The last test here: what the others caused is in the logs by now."""
    assert spare.logged("unforeseen") == []
    assert spare.logged("Traceback") == []
