"""Converts the rows of an import to the domain, and their outcomes to messages."""

from collections.abc import AsyncIterator, Iterator, Sequence

from catalog.imports.batching import yielding_to_loop
from catalog.imports.import_products import ImportRow, RowOutcome
from catalog.products import convert as product_convert
from chassis.errors import Validation
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import product_pb2

MAX_OUTCOMES, MAX_FAULTS_SIZE = 500, 1 << 20
"""Outcomes in one message, about 100 KB, and bytes of those with faults. gRPC allows 4 MB."""


class ImportStream:
    """The messages of one import. If each has one row, each response has one outcome."""

    def __init__(self, requests: AsyncIterator[service_pb2.ImportProductsRequest]) -> None:
        self._requests = requests
        self._has_many_rows = False

    async def rows(self) -> AsyncIterator[list[ImportRow]]:
        """Yield the rows of each message, unchecked."""
        async for request in self._requests:
            if request.rows:
                self._has_many_rows = True
                yield [
                    _row(message.row, message.product)
                    async for message in yielding_to_loop(request.rows)
                ]
            else:
                yield [_row(request.row, request.product)]

    def responses(
        self, outcomes: Sequence[RowOutcome]
    ) -> Iterator[service_pb2.ImportProductsResponse]:
        """Yield the outcomes as messages."""
        if not self._has_many_rows:
            for outcome in outcomes:
                yield service_pb2.ImportProductsResponse(
                    row=outcome.number,
                    product_id=str(outcome.product_id or ""),
                    faults=_row_faults(outcome),
                    state=product_convert.state_code(outcome.state),
                    restored=outcome.restored,
                )
            return
        messages: list[service_pb2.RowOutcome] = []
        size = 0
        for outcome in outcomes:
            message = service_pb2.RowOutcome(
                row=outcome.number,
                product_id=str(outcome.product_id or ""),
                faults=_row_faults(outcome),
                state=product_convert.state_code(outcome.state),
                restored=outcome.restored,
            )
            messages.append(message)
            size += message.ByteSize() if outcome.violations else 0
            if len(messages) == MAX_OUTCOMES or size > MAX_FAULTS_SIZE:
                yield service_pb2.ImportProductsResponse(outcomes=messages)
                messages, size = [], 0
        if messages:
            yield service_pb2.ImportProductsResponse(outcomes=messages)


def _row(number: int, message: product_pb2.ProductDraft) -> ImportRow:
    validation = Validation()
    state = product_convert.read_state(message.state, "state", validation)
    return ImportRow(number, product_convert.draft(message), state, validation.violations)


def _row_faults(outcome: RowOutcome) -> list[service_pb2.RowFault]:
    return [
        service_pb2.RowFault(field=violation.field, description=violation.description)
        for violation in outcome.violations
    ]
