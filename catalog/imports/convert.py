"""The messages of an import: rows in, one or many at a time, and what became of them out."""

from collections.abc import AsyncIterator, Iterator, Sequence

from catalog.imports.batching import in_turns
from catalog.imports.service import Outcome, Row
from catalog.products import convert as product_convert
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_RESPONSES = 500
"""Outcomes in a message: some 100 KB, unless much is wrong with many."""


class Rows:
    """A stream of rows; its caller is answered as it sends."""

    def __init__(self, requests: AsyncIterator[service_pb2.ImportProductsRequest]) -> None:
        self._requests = requests
        self._many = False

    async def arrivals(self) -> AsyncIterator[list[Row]]:
        """Return the rows of each message; what they hold is not checked."""
        async for request in self._requests:
            if request.rows:
                self._many = True
                yield [
                    Row(one.row, product_convert.draft(one.product))
                    async for one in in_turns(request.rows)
                ]
            else:
                yield [Row(request.row, product_convert.draft(request.product))]

    def responses(
        self, outcomes: Sequence[Outcome]
    ) -> Iterator[service_pb2.ImportProductsResponse]:
        """Write what became of some rows."""
        if not self._many:
            for outcome in outcomes:
                yield service_pb2.ImportProductsResponse(
                    row=outcome.number,
                    product_id=str(outcome.product_id or ""),
                    faults=_faults(outcome),
                )
            return
        for start in range(0, len(outcomes), MAX_RESPONSES):
            told = [
                service_pb2.RowOutcome(
                    row=outcome.number,
                    product_id=str(outcome.product_id or ""),
                    faults=_faults(outcome),
                )
                for outcome in outcomes[start : start + MAX_RESPONSES]
            ]
            yield service_pb2.ImportProductsResponse(outcomes=told)


def _faults(outcome: Outcome) -> list[service_pb2.RowFault]:
    return [
        service_pb2.RowFault(field=fault.field, description=fault.description)
        for fault in outcome.faults
    ]
