"""The outcomes of an import in messages that gRPC takes."""

from catalog.imports.convert import ImportStream
from catalog.imports.import_products import RowOutcome
from chassis.violations import Code, Violation
from tienda.catalog.v1 import catalog_service_pb2 as pb2

MAX_MESSAGE = 4 << 20
"""Bytes that a client of gRPC takes."""


async def test_outcomes_with_very_many_faults_fit_in_messages():
    async def requests():
        yield pb2.ImportProductsRequest(rows=[pb2.ImportRow(row=1)])

    stream = ImportStream(requests())
    assert [rows async for rows in stream.rows()]
    faults = [Violation(f"texts.es.attributes.{n}.value", Code.REQUIRED) for n in range(400)]
    outcomes = [RowOutcome(number, None, faults) for number in range(500)]
    responses = list(stream.responses(outcomes))
    assert sum(response.ByteSize() for response in responses) > MAX_MESSAGE
    assert max(response.ByteSize() for response in responses) < MAX_MESSAGE
    assert [outcome.row for response in responses for outcome in response.outcomes] == list(
        range(500)
    )
