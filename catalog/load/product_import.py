"""Sends the rows of a file to catalog, and the stock of its products to orders.

An import may take hours, and catalog may be deployed meanwhile. So rows without an outcome are kept
and sent again when catalog is back. Sending a row twice changes nothing.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import NamedTuple

import grpc.aio

from catalog.load.line_reader import FileUnreadable
from catalog.load.row import Row, RowFault
from catalog.load.state_text import state_name
from catalog.load.tally import Tally
from chassis.errors import DomainError, Kind
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import from_stream_error, onward_metadata
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc
from tienda.orders.v1 import stock_service_pb2, stock_service_pb2_grpc

CATALOG_SERVICES = tuple(catalog_service_pb2.DESCRIPTOR.services_by_name.values())
ORDERS_SERVICES = tuple(stock_service_pb2.DESCRIPTOR.services_by_name.values())

MESSAGE_ROWS, MESSAGE_SIZE = 100, 1 << 20
"""Rows, and bytes, that complete a message. gRPC allows 4 MB per message; a row has up to 256 KB.
"""
STOCK_BATCH_SIZE = 1000
"""Products whose stock is set by one call."""
STOCK_TIMEOUT = 30.0
"""Seconds for one call that sets stock."""
MAX_OUTAGE = 60.0
"""Seconds without an outcome after which the import is aborted."""
RETRY_INTERVAL = 0.5
"""Seconds between two attempts to reach catalog."""
_TRANSIENT = {Kind.UNAVAILABLE, Kind.EXHAUSTED}

Report = Callable[[int, Sequence[RowFault]], None]
"""Called with the line of each rejected row, and with its faults."""
Progress = Callable[[int], None]
"""Called repeatedly with the number of products imported so far."""


_Row = catalog_service_pb2.ImportRow


class _SentRow(NamedTuple):
    row: _Row
    stock: int | None
    had_html: bool


class ProductImport:
    """The import of one file."""

    def __init__(
        self,
        catalog: grpc.aio.Channel,
        orders: grpc.aio.Channel,
        report: Report,
        progress: Progress,
        tally: Tally | None = None,
    ) -> None:
        """Count in the tally, which the caller may read at any time."""
        self._catalog = catalog_service_pb2_grpc.CatalogServiceStub(catalog)
        self._stock = stock_service_pb2_grpc.StockServiceStub(orders)
        self._report = report
        self._progress = progress
        self._tally = tally or Tally()
        self._pending: dict[int, _SentRow] = {}
        """Rows without an outcome yet, by line."""
        self._last_outcome_at: float | None = None
        """The time of the last outcome, by the event loop's clock."""
        self._stock_levels: dict[str, int] = {}
        """Stock by product that is not sent to orders yet."""

    async def run(self, rows: Iterator[Row]) -> Tally:
        """Send every row, and set the stock of the products that are imported."""
        unsent = self._valid_rows(rows)
        try:
            await self._send(unsent)
            await self._set_stock()
        except asyncio.CancelledError:
            self._tally.abort_reason = "interrupted"
            self._fail_stock("interrupted")
            raise
        finally:
            self._tally.unanswered = len(self._pending)
        return self._tally

    async def _send(self, unsent: Iterator[_Row]) -> None:
        """Send the rows until each has an outcome, or the import is aborted."""
        while True:
            error = await self._stream(unsent)
            if error is None and not self._pending:
                break
            if error is not None and not self._is_transient(error):
                self._tally.abort_reason = f"catalog: {error.message or error.reason}"
                break
            await asyncio.sleep(RETRY_INTERVAL)

    def _is_transient(self, error: DomainError) -> bool:
        if error.kind not in _TRANSIENT or self._last_outcome_at is None:
            # Before the first outcome, the address is more likely wrong than catalog down for a
            # while.
            return False
        return asyncio.get_running_loop().time() < self._last_outcome_at + MAX_OUTAGE

    async def _stream(self, unsent: Iterator[_Row]) -> DomainError | None:
        """Send the rows without an outcome, then the unsent ones; return the error, if any."""
        pending = [sent.row for sent in self._pending.values()]
        has_outcome: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        requests = _messages(itertools.chain(pending, unsent), has_outcome)
        stream = self._catalog.ImportProducts(requests, metadata=onward_metadata())
        try:
            async for response in stream:
                self._last_outcome_at = asyncio.get_running_loop().time()
                if not has_outcome.done():
                    has_outcome.set_result(True)
                for outcome in response.outcomes:
                    await self._handle(outcome)
                self._progress(self._tally.imported)
        except grpc.aio.AioRpcError as error:
            return from_stream_error(error)
        finally:
            if not has_outcome.done():
                has_outcome.set_result(False)
        return None

    def _valid_rows(self, rows: Iterator[Row]) -> Iterator[_Row]:
        """Yield the valid rows and reject the others, as far as the file can be read."""
        try:
            for row in rows:
                self._tally.last_line = row.number
                if row.faults:
                    self._reject(row.number, row.faults)
                    continue
                message = _Row(row=row.number, product=row.draft)
                self._pending[row.number] = _SentRow(message, row.stock, row.had_html)
                yield message
        except FileUnreadable as error:
            # An exception here would have gRPC cancel the call, and the reason would be lost.
            self._tally.abort_reason = str(error)

    async def _handle(self, outcome: catalog_service_pb2.RowOutcome) -> None:
        sent = self._pending.pop(outcome.row, None)
        if sent is None:
            return
        if outcome.faults:
            faults = [
                RowFault(fault.field, fault.description, of_service=True)
                for fault in outcome.faults
            ]
            self._reject(outcome.row, faults)
            return
        self._tally.add_imported(
            sent.row.product.sku,
            outcome.product_id,
            state_name(outcome.state),
            restored=outcome.restored,
        )
        self._tally.had_html += sent.had_html
        if sent.stock is not None:
            self._stock_levels[outcome.product_id] = sent.stock
            if len(self._stock_levels) == STOCK_BATCH_SIZE:
                await self._set_stock()

    def _reject(self, line: int, faults: Sequence[RowFault]) -> None:
        self._tally.rejected += 1
        self._report(line, faults)

    async def _set_stock(self) -> None:
        levels = [
            stock_service_pb2.StockLevel(product_id=product_id, on_hand=on_hand)
            for product_id, on_hand in self._stock_levels.items()
        ]
        if not levels:
            return
        error = self._tally.stock_error
        if not error:
            request = stock_service_pb2.BatchSetStockRequest(levels=levels)
            try:
                await grpc_client.call(self._stock.BatchSetStock, request, timeout=STOCK_TIMEOUT)
            except DomainError as domain_error:
                error = f"orders: {domain_error.message or domain_error.reason}"
            else:
                self._tally.stock_set += len(levels)
                self._stock_levels.clear()
                return
        self._fail_stock(error)

    def _fail_stock(self, error: str) -> None:
        if self._stock_levels:
            self._tally.stock_error = error
            self._tally.stock_failed += len(self._stock_levels)
            self._stock_levels.clear()


async def _messages(
    rows: Iterator[_Row], has_outcome: asyncio.Future[bool]
) -> AsyncIterator[catalog_service_pb2.ImportProductsRequest]:
    """Yield the rows in messages; wait for the first outcome before the second message.

    If the service ends a call while the client sends, the client may learn only that sending
    failed, and not why.
    """
    batch: list[_Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += row.ByteSize()
        if len(batch) == MESSAGE_ROWS or size > MESSAGE_SIZE:
            yield catalog_service_pb2.ImportProductsRequest(rows=batch)
            if not await has_outcome:
                return
            batch, size = [], 0
    if batch:
        yield catalog_service_pb2.ImportProductsRequest(rows=batch)
