"""Pages that are read together, by two BFFs in front of two catalogs."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bff.app import Options, build_app
from bff.clients.clients import Clients
from bff.http.server import Runner
from catalog.products.queries import ProductQueries
from tests.component.catalog import harness as catalog_harness
from tests.component.catalog.harness import call, create, draft
from tests.ports import free_port
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.type.v1 import money_pb2

LOOK_UP = ProductQueries.look_up


@pytest.fixture
async def shop(make_database):
    """Yield the stubs of two catalogs on one database, and the URLs of two BFFs, one for each."""
    url = await make_database("catalog")
    async with AsyncExitStack() as stack:
        served = [await stack.enter_async_context(catalog_harness.serving(url)) for _ in range(2)]
        down = f"127.0.0.1:{free_port()}"
        urls = []
        for catalog, _ in served:
            clients = Clients.connect(catalog=catalog, orders=down, users=down)
            built = build_app(clients, Options())
            runner = Runner(built.app, built.admission, grace=2)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        yield [stub for _, stub in served], urls


class Held:
    """Reads of products that wait, once they have read, until they are let."""

    def __init__(self) -> None:
        self.begun = asyncio.Semaphore(0)
        self.let = asyncio.Event()
        self.keys: list[list[str]] = []
        """Of each read."""

    async def look_up(self, *given: Any) -> Any:
        self.keys.append(given[1])
        read = await LOOK_UP(*given)
        self.begun.release()
        await self.let.wait()
        return read


async def test_no_page_is_older_than_a_change_that_was_told_before_it_was_asked(shop, monkeypatch):
    (catalog, other_catalog), urls = shop
    product = await create(catalog, draft("FRESH-1", "Mesa fresca"))
    async with aiohttp.ClientSession() as browser:

        async def look(url: str, key: str) -> int:
            async with browser.get(f"{url}/products/{key}") as response:
                return (await response.json())["price"]["amount"]

        for amount in range(1, 5):
            held = Held()
            monkeypatch.setattr(ProductQueries, "look_up", lambda *given: held.look_up(*given))  # noqa: B023, PLW0108 (this round's; not bound to the queries)
            early = [asyncio.create_task(look(url, product.slug)) for url in urls]
            async with asyncio.timeout(10):
                for _ in early:
                    await held.begun.acquire()
            # While these pages are on their way, with what was true before.
            changed = draft(
                "FRESH-1",
                "Mesa fresca",
                slug=product.slug,
                price=money_pb2.Money(amount=amount, currency_code="EUR"),
            )
            request = pb2.UpdateProductRequest(id=product.id, version=amount, product=changed)
            await call((catalog, other_catalog)[amount % 2].UpdateProduct, request)
            late = [
                asyncio.create_task(look(url, key))
                for url in urls
                for key in (product.slug, product.id, product.slug)
            ]
            await asyncio.sleep(0.05)
            held.let.set()
            before = amount - 1 or product.price.amount
            assert await asyncio.gather(*early) == [before] * len(early)
            assert await asyncio.gather(*late) == [amount] * len(late)


async def test_each_of_those_read_together_gets_an_answer_of_its_own(shop, monkeypatch):
    monkeypatch.setattr("chassis.rpc.data_loader.MAX_WAIT", 60.0)
    (catalog, _), (url, _) = shop
    good = await create(catalog, draft("TOGETHER-1", "Mesa buena"))
    archived = await create(catalog, draft("TOGETHER-2", "Mesa archivada"))
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=archived.id, version=1))
    held = Held()
    monkeypatch.setattr(ProductQueries, "look_up", lambda *given: held.look_up(*given))  # noqa: PLW0108 (not bound to the queries)
    async with aiohttp.ClientSession() as browser:

        async def look(key: str) -> int:
            async with browser.get(f"{url}/products/{key}") as response:
                return response.status

        slow = asyncio.create_task(look(good.id))
        async with asyncio.timeout(10):
            await held.begun.acquire()
        keys = [good.slug, "mesa-ninguna", archived.slug, good.id, "mesa-abandonada"]
        together = [asyncio.create_task(look(key)) for key in keys]
        await asyncio.sleep(0.2)
        # Its shopper has left; what is read for them is read all the same.
        together.pop().cancel()
        await asyncio.sleep(0.2)
        held.let.set()
        assert await slow == 200
        assert await asyncio.gather(*together) == [200, 404, 404, 200]
    assert [sorted(read) for read in held.keys] == [[good.id], sorted(keys)]
