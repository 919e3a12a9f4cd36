"""Popularity, from the response of orders to the order of search results."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from catalog.sync.orders_client import OrdersClient
from catalog.sync.popularity import MAX_POPULARITY, Popularity, popularity_of
from chassis.db.database import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.rpc.grpc_client import connect
from chassis.rpc.grpc_server import Server, ServicerRegistration
from tests.component.catalog.harness import call, draft, import_rows, serving, verify
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.orders.v1 import order_service_pb2, order_service_pb2_grpc

DRAFTS = [
    *(draft(f"CHAIR-{number}", f"Silla {wood}") for number, wood in enumerate(("roble", "pino"))),
    draft("STOOL", "Taburete para la silla"),
]


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("catalog")


@pytest.fixture(scope="module")
async def products(url) -> AsyncIterator[tuple[object, dict[str, UUID]]]:
    async with serving(url) as (_, stub):
        outcomes = await import_rows(stub, DRAFTS)
        ids = [UUID(outcome.product_id) for outcome in outcomes]
        yield stub, dict(zip((product.sku for product in DRAFTS), ids, strict=True))


@pytest.fixture
async def database(url):
    made = Database.connect(url, name="test")
    yield made
    await made.close()


class FixedSales:
    def __init__(self, units: dict[UUID, int]) -> None:
        self._units = units

    async def recent_sales(self) -> dict[UUID, int]:
        return self._units


def popularity(database: Database, units: dict[UUID, int]) -> Popularity:
    return Popularity(database, FixedSales(units))


async def found(catalog) -> list[str]:
    request = pb2.SearchProductsRequest(query="silla")
    response = await call(catalog.SearchProducts, request, ())
    return [product.sku for product in response.products]


async def test_popularity_ranks_equal_matches_and_never_puts_them_above_a_better_one(
    products, database
):
    catalog, ids = products
    before = await found(catalog)
    assert before[2] == "STOOL"
    for sku in ("CHAIR-0", "CHAIR-1"):
        sold = {ids[sku]: 12, ids["STOOL"]: 100_000}
        await popularity(database, sold).refresh()
        other = "CHAIR-1" if sku == "CHAIR-0" else "CHAIR-0"
        assert await found(catalog) == [sku, other, "STOOL"]
    assert await popularity(database, {}).refresh() == 2
    assert await found(catalog) == before


async def test_only_changes_of_popularity_are_written_and_no_index_is_updated(
    products, database, url
):
    _, ids = products
    sold = {ids["CHAIR-0"]: 3, new_id(): 5}
    assert await popularity(database, sold).refresh() == 1
    assert await popularity(database, sold).refresh() == 0
    assert await popularity(database, {}).refresh() == 1
    psql = await asyncpg.connect(url)
    try:
        assert await psql.fetch("SELECT * FROM popular") == []
        async with psql.transaction():
            await psql.execute(
                "UPDATE product_search SET popularity = 1 WHERE product_id = $1", ids["CHAIR-0"]
            )
            hot = "SELECT pg_stat_get_xact_tuples_hot_updated('product_search'::regclass)"
            assert await psql.fetchval(hot) == 2
        await psql.execute("UPDATE product_search SET popularity = 0")
    finally:
        await psql.close()


async def test_a_refresh_restores_the_popularity_of_a_reindexed_product(products, database, url):
    _, ids = products
    selling = popularity(database, {ids["CHAIR-0"]: 3})
    await selling.refresh()
    psql = await asyncpg.connect(url)
    try:
        await psql.execute("UPDATE product_search SET popularity = 0")
    finally:
        await psql.close()
    assert await selling.refresh() == 1


async def test_after_a_failure_orders_is_called_again_soon(database):
    called_again = asyncio.Event()
    calls = 0

    class UnreliableSales:
        async def recent_sales(self) -> dict[UUID, int]:
            nonlocal calls
            calls += 1
            if calls == 1:
                raise Unavailable("nobody there")
            called_again.set()
            return {}

    stop = asyncio.Event()
    running = asyncio.create_task(
        Popularity(database, UnreliableSales()).run(stop, interval=60, retry_interval=0.01)
    )
    await asyncio.wait_for(called_again.wait(), 10)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert calls == 2


async def test_the_client_reads_the_bestsellers_of_orders():
    product_id = new_id()

    class Orders(order_service_pb2_grpc.OrderServiceServicer):
        async def ListBestsellers(self, request, context):
            assert request.page_size == 1_000
            sold = [(str(product_id), 7), ("no id", 3)]
            return order_service_pb2.ListBestsellersResponse(
                bestsellers=[
                    order_service_pb2.Bestseller(product_id=sold_id, units=units)
                    for sold_id, units in sold
                ]
            )

    descriptor = order_service_pb2.DESCRIPTOR.services_by_name["OrderService"]
    register = order_service_pb2_grpc.add_OrderServiceServicer_to_server
    server = Server("orders", [ServicerRegistration(descriptor, register, Orders())], verify)
    address = f"127.0.0.1:{await server.start('127.0.0.1:0')}"
    try:
        async with connect(address, (descriptor,)) as channel:
            orders = OrdersClient(order_service_pb2_grpc.OrderServiceStub(channel))
            assert await orders.recent_sales() == {product_id: 7}
    finally:
        await server.drain()


@pytest.mark.parametrize(
    ("units", "steps"),
    [(-1, 0), (0, 0), (1, 4), (3, 8), (100, 27), (1_023, MAX_POPULARITY), (10**9, MAX_POPULARITY)],
)
def test_popularity_grows_with_the_number_of_digits(units, steps):
    assert popularity_of(units) == steps
