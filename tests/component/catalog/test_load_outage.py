"""A load goes on when catalog comes back, and misses no row and counts none twice."""

import asyncio
from contextlib import asynccontextmanager

import grpc
import grpc.aio
import pytest

from catalog.load import product_import
from catalog.load.product_import import CATALOG_SERVICES, ORDERS_SERVICES, ProductImport
from catalog.load.row import Row
from chassis.rpc.grpc_client import connect
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import catalog_service_pb2_grpc as pb2_grpc
from tienda.orders.v1 import stock_service_pb2 as stock_pb2
from tienda.orders.v1 import stock_service_pb2_grpc as stock_grpc

ROWS = 1000


class Catalog(pb2_grpc.CatalogServiceServicer):
    """A service that fails after so many rows, once for each number."""

    def __init__(
        self, *goes_after: int, code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    ) -> None:
        self.goes_after, self.code = list(goes_after), code
        self.received: list[list[int]] = []

    async def ImportProducts(self, requests, context):
        received: list[int] = []
        self.received.append(received)
        left = self.goes_after.pop(0) if self.goes_after else None
        async for request in requests:
            received += [row.row for row in request.rows]
            if left is not None and len(received) > left:
                await context.abort(self.code, "renewed")
            yield pb2.ImportProductsResponse(
                outcomes=[
                    pb2.RowOutcome(row=row.row, product_id=f"id-{row.row}") for row in request.rows
                ]
            )


class Orders(stock_grpc.StockServiceServicer):
    def __init__(self) -> None:
        self.levels = []

    async def BatchSetStock(self, request, context):
        self.levels += [(level.product_id, level.on_hand) for level in request.levels]
        return stock_pb2.BatchSetStockResponse()


@asynccontextmanager
async def importing_to(catalog: Catalog):
    orders = Orders()
    server = grpc.aio.server()
    pb2_grpc.add_CatalogServiceServicer_to_server(catalog, server)
    stock_grpc.add_StockServiceServicer_to_server(orders, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    async with (
        connect(address, CATALOG_SERVICES) as catalog_channel,
        connect(address, ORDERS_SERVICES) as orders_channel,
    ):
        yield (
            ProductImport(catalog_channel, orders_channel, lambda *_: None, lambda _: None),
            orders,
        )
    await server.stop(None)


def rows():
    for number in range(1, ROWS + 1):
        yield Row(number, draft=pb2.ImportRow().product, stock=number)


async def test_rows_without_an_outcome_are_sent_again_and_all_have_their_stock(monkeypatch):
    monkeypatch.setattr(product_import, "RETRY_INTERVAL", 0.01)
    catalog = Catalog(350, 200)
    async with importing_to(catalog) as (import_, orders):
        tally = await import_.run(rows())
    assert (tally.imported, tally.rejected, tally.stock_set, tally.abort_reason) == (
        ROWS,
        0,
        ROWS,
        "",
    )
    assert sorted(orders.levels) == sorted((f"id-{n}", n) for n in range(1, ROWS + 1))
    first, second, third = catalog.received
    assert second[0] == 301, "a row with an outcome is not sent again"
    assert third[0] == 501
    assert {*first, *second, *third} == set(range(1, ROWS + 1))


async def test_a_catalog_that_stays_down_ends_the_load_after_a_while(monkeypatch):
    monkeypatch.setattr(product_import, "RETRY_INTERVAL", 0.01)
    monkeypatch.setattr(product_import, "MAX_OUTAGE", 0.3)
    catalog = Catalog(150, *(-1 for _ in range(1000)))
    async with importing_to(catalog) as (import_, _):
        tally = await import_.run(rows())
    assert (tally.imported, tally.stock_set, tally.abort_reason) == (100, 100, "catalog: renewed")
    assert tally.imported + tally.rejected + tally.unanswered == tally.last_line
    assert 2 < len(catalog.received) < 1000


@pytest.mark.parametrize(
    ("code", "goes_after", "tries"),
    [
        # Of what happens in the middle the reason is heard at the next try, if not at once.
        (grpc.StatusCode.PERMISSION_DENIED, (150, -1), {1, 2}),
        (grpc.StatusCode.PERMISSION_DENIED, (-1,), {1}),
        (grpc.StatusCode.UNAVAILABLE, (-1,), {1}),
    ],
)
async def test_an_error_that_is_not_transient_ends_the_load(code, goes_after, tries):
    catalog = Catalog(*goes_after, code=code)
    async with importing_to(catalog) as (import_, _):
        tally = await import_.run(rows())
    assert tally.abort_reason == "catalog: renewed"
    assert len(catalog.received) in tries
    sending_on = [task for task in asyncio.all_tasks() if "request" in str(task.get_coro())]
    assert not sending_on
