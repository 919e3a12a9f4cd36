"""Sends rows to catalog, and what they say of stock to orders.

An import may take hours, and catalog be renewed meanwhile. Rows that have no outcome yet are kept,
and sent again when it is back: one that went in already changes nothing.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import grpc.aio

from catalog.load.lines import FileUnreadable
from catalog.load.row import Row, RowFault
from chassis.errors import DomainError, Kind
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import from_stream_error, onward_metadata
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc
from tienda.orders.v1 import stock_service_pb2, stock_service_pb2_grpc

CATALOG_SERVICES = tuple(catalog_service_pb2.DESCRIPTOR.services_by_name.values())
ORDERS_SERVICES = tuple(stock_service_pb2.DESCRIPTOR.services_by_name.values())

PACK, PACK_SIZE = 100, 1 << 20
"""Rows, and bytes, from which on a message is sent: a message may have 4 MB, a row 256 KB."""
STOCK_BATCH = 1000
STOCK_TIMEOUT = 30.0
"""Seconds."""
PATIENCE = 60.0
"""Seconds without an outcome until catalog is waited for no more."""
PAUSE = 0.5
"""Seconds between two tries."""
_PASSING = {Kind.UNAVAILABLE, Kind.EXHAUSTED}

Report = Callable[[int, Sequence[RowFault]], None]
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


_Row = catalog_service_pb2.ImportRow


class _Sent(NamedTuple):
    row: _Row
    stock: int | None


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
        self._unanswered: dict[int, _Sent] = {}
        """Rows without an outcome yet, by line."""
        self._told: float | None = None
        """When the last outcome came, by the loop's clock."""
        self._levels: dict[str, int] = {}
        """Stock by product, not yet told to orders."""

    async def send(self, rows: Iterator[Row]) -> Tally:
        """Send every row and set the stock of those that went in."""
        left = self._read(rows)
        while True:
            refusal = await self._try(left)
            if refusal is None and not self._unanswered:
                break
            if refusal is not None and not self._may_pass(refusal):
                self._tally.broken = f"catalog: {refusal.message or refusal.reason}"
                break
            await asyncio.sleep(PAUSE)
        await self._set_stock()
        return self._tally

    def _may_pass(self, refusal: DomainError) -> bool:
        if refusal.kind not in _PASSING or self._told is None:
            # Never there: the address is wrong, rather than catalog away for a while.
            return False
        return asyncio.get_running_loop().time() < self._told + PATIENCE

    async def _try(self, left: Iterator[_Row]) -> DomainError | None:
        """Send what has no outcome yet and all that is left; return what it ended with."""
        waiting = [one.row for one in self._unanswered.values()]
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        requests = _packed(itertools.chain(waiting, left), answered)
        stream = self._catalog.ImportProducts(requests, metadata=onward_metadata())
        try:
            async for told in stream:
                self._told = asyncio.get_running_loop().time()
                if not answered.done():
                    answered.set_result(True)
                for outcome in told.outcomes:
                    await self._note(outcome)
                self._progress(self._tally.taken)
        except grpc.aio.AioRpcError as error:
            return from_stream_error(error)
        finally:
            if not answered.done():
                answered.set_result(False)
        return None

    def _read(self, rows: Iterator[Row]) -> Iterator[_Row]:
        """Return the good rows, those of a broken file too, and refuse the others."""
        try:
            for row in rows:
                if row.faults:
                    self._refuse(row.number, row.faults)
                    continue
                message = _Row(row=row.number, product=row.draft)
                self._unanswered[row.number] = _Sent(message, row.stock)
                yield message
        except FileUnreadable as error:
            # Raised from in here it would end as a cancelled call and a lost reason.
            self._tally.broken = str(error)

    async def _note(self, outcome: catalog_service_pb2.RowOutcome) -> None:
        sent = self._unanswered.pop(outcome.row, None)
        if sent is None:
            return
        if outcome.faults:
            faults = [RowFault(fault.field, fault.description) for fault in outcome.faults]
            self._refuse(outcome.row, faults)
            return
        self._tally.taken += 1
        if sent.stock is not None:
            self._levels[outcome.product_id] = sent.stock
            if len(self._levels) == STOCK_BATCH:
                await self._set_stock()

    def _refuse(self, line: int, faults: Sequence[RowFault]) -> None:
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
                await grpc_client.call(self._stock.BatchSetStock, request, timeout=STOCK_TIMEOUT)
            except DomainError as error:
                self._tally.stock_error = f"orders: {error.message or error.reason}"
            else:
                self._tally.stocked += len(levels)
                return
        self._tally.unstocked += len(levels)


async def _packed(
    rows: Iterator[_Row], answered: asyncio.Future[bool]
) -> AsyncIterator[catalog_service_pb2.ImportProductsRequest]:
    """Return the rows in packs, the second and all others once the first was answered, if it is.

    Who is refused while still sending may hear no more than that sending failed.
    """
    pack: list[_Row] = []
    size = 0
    for row in rows:
        pack.append(row)
        size += row.ByteSize()
        if len(pack) == PACK or size > PACK_SIZE:
            yield catalog_service_pb2.ImportProductsRequest(rows=pack)
            if not await answered:
                return
            pack, size = [], 0
    if pack:
        yield catalog_service_pb2.ImportProductsRequest(rows=pack)
