"""Sends rows to catalog, and what they say of stock to orders."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass

import grpc.aio

from catalog.load.lines import FileUnreadable
from catalog.load.row import Row
from chassis.channel import ask, onward_metadata
from chassis.errors import DomainError, Violation
from chassis.wire import from_rpc_error
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc
from tienda.orders.v1 import stock_service_pb2, stock_service_pb2_grpc

CATALOG_SERVICES = tuple(catalog_service_pb2.DESCRIPTOR.services_by_name.values())
ORDERS_SERVICES = tuple(stock_service_pb2.DESCRIPTOR.services_by_name.values())

PACK, PACK_SIZE = 100, 1 << 20
"""Rows, and bytes, from which on a message is sent: a message may have 4 MB, a row 256 KB."""
STOCK_BATCH = 1000
STOCK_TIMEOUT = 30.0
"""Seconds."""

Report = Callable[[int, Sequence[Violation]], None]
"""Is told the line of each row that was refused, and why."""
Progress = Callable[[int], None]
"""Is told, again and again, how many products are in."""


@dataclass
class Tally:
    """How it went."""

    taken: int = 0
    refused: int = 0
    stocked: int = 0
    unstocked: int = 0
    """Products that are in, but whose stock could not be set."""
    stock_error: str = ""
    broken: str = ""
    """Why it stopped before the end of the file."""


class Sending:
    """One file's way into the shop."""

    def __init__(
        self,
        catalog: grpc.aio.Channel,
        orders: grpc.aio.Channel,
        report: Report,
        progress: Progress,
    ) -> None:
        self._catalog = catalog_service_pb2_grpc.CatalogServiceStub(catalog)
        self._stock = stock_service_pb2_grpc.StockServiceStub(orders)
        self._report = report
        self._progress = progress
        self._tally = Tally()
        self._awaited: dict[int, int] = {}
        """Stock by line, of rows without an outcome yet."""
        self._levels: dict[str, int] = {}
        """Stock by product, not yet told to orders."""

    async def send(self, rows: Iterator[Row]) -> Tally:
        """Send every row and set the stock of those that went in."""
        stream = self._catalog.ImportProducts(self._requests(rows), metadata=onward_metadata())
        try:
            async for told in stream:
                for outcome in told.outcomes:
                    await self._note(outcome)
                self._progress(self._tally.taken)
        except grpc.aio.AioRpcError as error:
            refusal = from_rpc_error(error)
            self._tally.broken = f"catalog: {refusal.message or refusal.reason}"
        await self._set_stock()
        return self._tally

    async def _requests(
        self, rows: Iterator[Row]
    ) -> AsyncIterator[catalog_service_pb2.ImportProductsRequest]:
        for pack in self._packed(rows):
            yield catalog_service_pb2.ImportProductsRequest(rows=pack)

    def _packed(self, rows: Iterator[Row]) -> Iterator[list[catalog_service_pb2.ImportRow]]:
        """Answer the good rows in packs, and refuse the others; a broken file's last pack too."""
        pack: list[catalog_service_pb2.ImportRow] = []
        size = 0
        try:
            for row in rows:
                if row.faults:
                    self._refuse(row.number, row.faults)
                    continue
                if row.stock is not None:
                    self._awaited[row.number] = row.stock
                pack.append(catalog_service_pb2.ImportRow(row=row.number, product=row.draft))
                size += row.draft.ByteSize()
                if len(pack) == PACK or size > PACK_SIZE:
                    yield pack
                    pack, size = [], 0
        except FileUnreadable as error:
            # Raised from in here it would end as a cancelled call and a lost reason.
            self._tally.broken = str(error)
        if pack:
            yield pack

    async def _note(self, outcome: catalog_service_pb2.RowOutcome) -> None:
        stock = self._awaited.pop(outcome.row, None)
        if outcome.faults:
            faults = [Violation(fault.field, fault.description) for fault in outcome.faults]
            self._refuse(outcome.row, faults)
            return
        self._tally.taken += 1
        if stock is not None:
            self._levels[outcome.product_id] = stock
            if len(self._levels) == STOCK_BATCH:
                await self._set_stock()

    def _refuse(self, line: int, faults: Sequence[Violation]) -> None:
        self._tally.refused += 1
        self._report(line, faults)

    async def _set_stock(self) -> None:
        levels = [
            stock_service_pb2.StockLevel(product_id=product_id, on_hand=on_hand)
            for product_id, on_hand in self._levels.items()
        ]
        self._levels.clear()
        if not levels:
            return
        if not self._tally.stock_error:
            request = stock_service_pb2.BatchSetStockRequest(levels=levels)
            try:
                await ask(self._stock.BatchSetStock, request, timeout=STOCK_TIMEOUT)
            except DomainError as error:
                self._tally.stock_error = f"orders: {error.message or error.reason}"
            else:
                self._tally.stocked += len(levels)
                return
        self._tally.unstocked += len(levels)
