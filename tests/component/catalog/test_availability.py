"""Events about stock, from a queue that a test fills and breaks to the results of a search."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest

from catalog.sync.availability import Availability
from catalog.sync.consumer import StockEventConsumer
from catalog.sync.sqs_queue import Message
from chassis.aws import AwsUnavailable
from chassis.db.database import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from tests.component.catalog.harness import create, draft, get, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import catalog_service_pb2_grpc as pb2_grpc

_numbers = count(1)


@dataclass
class InMemoryQueue:
    """Returns its messages again and again until they are deleted, unless it `is_down`."""

    is_down: bool = False
    messages: list[Message] = field(default_factory=list)
    receive_count: int = 0

    def put(self, body: str) -> Message:
        number = str(next(_numbers))
        self.messages.append(Message(number, body, f"receipt {number}"))
        return self.messages[-1]

    def put_event(self, product_id: object, *, available: bool, version: int) -> Message:
        data = {"product_id": str(product_id), "available": available, "version": version}
        return self.put(json.dumps({"id": str(new_id()), "type": "stock.changed", "data": data}))

    async def receive(self) -> list[Message]:
        self.receive_count += 1
        if self.is_down:
            raise AwsUnavailable("nobody there")
        await asyncio.sleep(0.01)
        return self.messages[:10]

    async def delete(self, messages: Sequence[Message]) -> None:
        if self.is_down:
            raise AwsUnavailable("nobody there")
        self.messages = [message for message in self.messages if message not in messages]


class UnreliableDatabase(Database):
    """A database that is down when a test says so."""

    is_down = False
    ping_count = 0

    async def ping(self) -> None:
        self.ping_count += 1
        if self.is_down:
            raise Unavailable("the database does not answer")
        await super().ping()


def consumer(queue: InMemoryQueue, database: Database) -> StockEventConsumer:
    return StockEventConsumer(queue, database, Availability(database))


@dataclass
class Shop:
    catalog: pb2_grpc.CatalogServiceStub
    database: UnreliableDatabase
    queue: InMemoryQueue

    def consumer(self) -> StockEventConsumer:
        return consumer(self.queue, self.database)

    async def consume(self) -> None:
        """Handle the messages that there are, once."""
        await self.consumer().handle(self.queue.messages)

    async def sold_out(self, page_size: int = 20) -> set[str]:
        request = pb2.SearchProductsRequest(available=False, page_size=page_size)
        response = await self.catalog.SearchProducts(request)
        return {product.sku for product in response.products}


@pytest.fixture
async def shop(make_database) -> AsyncIterator[Shop]:
    url = await make_database("catalog")
    database = UnreliableDatabase.connect(url, name="test", pool_size=4)
    async with serving(url) as (_, catalog):
        yield Shop(catalog, database, InMemoryQueue())
    await database.close()


async def test_a_search_leaves_out_what_an_event_says_is_sold_out(shop: Shop):
    oak = await create(shop.catalog, draft("OAK"))
    await create(shop.catalog, draft("PINE"))
    shop.queue.put_event(oak.id, available=False, version=2)
    await shop.consume()
    assert shop.queue.messages == []
    assert await shop.sold_out() == {"OAK"}
    for query in ("", "mesa"):
        response = await shop.catalog.SearchProducts(
            pb2.SearchProductsRequest(query=query, available=True)
        )
        assert [product.sku for product in response.products] == ["PINE"]
    shop.queue.put_event(oak.id, available=True, version=3)
    await shop.consume()
    assert await shop.sold_out() == set()


async def test_late_and_duplicate_events_change_nothing(shop: Shop):
    oak = await create(shop.catalog, draft("OAK"))
    for available, version in ((False, 5), (False, 5), (True, 4), (True, 5)):
        shop.queue.put_event(oak.id, available=available, version=version)
        await shop.consume()
        assert await shop.sold_out() == {"OAK"}
        assert shop.queue.messages == []


async def test_of_events_about_one_product_the_newest_counts(shop: Shop):
    oak = await create(shop.catalog, draft("OAK"))
    for version in (3, 6, 4, 1):
        shop.queue.put_event(oak.id, available=version != 6, version=version)
    await shop.consume()
    assert await shop.sold_out() == {"OAK"}


async def test_concurrent_writers_of_the_same_products_do_not_deadlock(shop: Shop):
    drafts = [draft(f"M{number}") for number in range(100)]
    outcomes = await import_rows(shop.catalog, drafts)
    ids = [outcome.product_id for outcome in outcomes]
    sold_out = {drafts[number].sku for number in range(0, 100, 2)}

    async def work(version: int) -> None:
        queue = InMemoryQueue()
        for number in range(100):
            available = version < 10 or number % 2 == 1
            queue.put_event(ids[number], available=available, version=version)
        if version % 2:
            # Against the others' order: each would wait for what the other has locked.
            queue.messages.reverse()
        await consumer(queue, shop.database).handle(queue.messages)

    import_call = import_rows(shop.catalog, reversed(drafts))
    await asyncio.gather(import_call, *(work(version) for version in range(1, 11)))
    assert await shop.sold_out(100) == sold_out


async def test_an_import_does_not_change_availability(shop: Shop):
    oak = await create(shop.catalog, draft("OAK"))
    shop.queue.put_event(oak.id, available=False, version=5)
    await shop.consume()
    await import_rows(shop.catalog, [draft("OAK", name="Mesa de pino")])
    assert await shop.sold_out() == {"OAK"}
    shop.queue.put_event(oak.id, available=True, version=4)
    await shop.consume()
    assert await shop.sold_out() == {"OAK"}
    assert not (await get(shop.catalog, oak.id)).available


async def test_malformed_and_unknown_messages_stay_in_the_queue_and_delay_no_other(shop: Shop):
    oak = await create(shop.catalog, draft("OAK"))
    left = [shop.queue.put("{"), shop.queue.put_event(new_id(), available=False, version=1)]
    shop.queue.put(json.dumps({"type": "order.confirmed", "data": {}}))
    shop.queue.put_event(oak.id, available=False, version=1)
    await shop.consume()
    assert shop.queue.messages == left
    assert await shop.sold_out() == {"OAK"}


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.01)


async def test_the_worker_outlives_an_outage_of_queue_and_database(shop: Shop):
    oak = await create(shop.catalog, draft("OAK"))
    shop.queue.put_event(oak.id, available=False, version=1)
    shop.queue.is_down = True
    stop = asyncio.Event()
    working = asyncio.create_task(shop.consumer().run(stop, retry_interval=0.01))
    await until(lambda: shop.queue.receive_count > 3)
    shop.database.is_down = True
    shop.queue.is_down = False
    ping_count = shop.database.ping_count
    await until(lambda: shop.database.ping_count > ping_count + 1)
    receive_count = shop.queue.receive_count
    await until(lambda: shop.database.ping_count > ping_count + 5)
    assert shop.queue.receive_count == receive_count, "what cannot be handled is not received"
    shop.database.is_down = False
    await until(lambda: not shop.queue.messages)
    stop.set()
    await asyncio.wait_for(working, 30)
    assert await shop.sold_out() == {"OAK"}


async def test_a_message_that_raises_does_not_end_the_worker(shop: Shop, caplog):
    oak = await create(shop.catalog, draft("OAK"))
    stop = asyncio.Event()
    shop.queue.messages.append(None)  # type: ignore[arg-type]
    working = asyncio.create_task(shop.consumer().run(stop, retry_interval=0.01))
    await until(lambda: shop.queue.receive_count > 1)
    shop.queue.messages.clear()
    shop.queue.put_event(oak.id, available=False, version=1)
    await until(lambda: not shop.queue.messages)
    stop.set()
    await working
    assert "AttributeError" in caplog.text
