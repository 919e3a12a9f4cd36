"""Records the SQL that the store itself sends for a search or a product page.

catalog is built in this process as its own `__main__` builds it, and called over gRPC, while its
statements are recorded. So pgbench always runs the same SQL as the store.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from bench.speed.queries import Query
from catalog.__main__ import PLANNER, SEARCH_PLANNER, build
from catalog.images.bucket import MediaBucket
from chassis.db.database import Database
from chassis.request_context import Caller
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import NOT_RETRIED, connect
from local.ports import HOST
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc

TIMEOUT = 30.0
"""Seconds of a call, and of a statement."""

Script = str
"""Statements with their values as literals, each ended by a semicolon."""

_PARAMETER = re.compile(r"\$(\d+)")


class Recorder:
    """Calls catalog, and returns the SQL that it sent to PostgreSQL."""

    def __init__(self, stub: catalog_service_pb2_grpc.CatalogServiceStub, sent: list[str]) -> None:
        self._stub = stub
        self._sent = sent

    async def search(self, query: Query) -> Script:
        """Return the statements of a search by the bff."""
        request = catalog_service_pb2.SearchProductsRequest(
            query=query.words,
            language=query.language,
            page_size=20,
            view=catalog_service_pb2.PRODUCT_VIEW_SUMMARY,
        )
        return await self._record(
            lambda: grpc_client.call(self._stub.SearchProducts, request, timeout=TIMEOUT)
        )

    async def suggest(self, query: Query) -> Script:
        """Return the statements of suggestions for the bff."""
        request = catalog_service_pb2.SuggestProductsRequest(
            query=query.words, language=query.language, page_size=8
        )
        return await self._record(
            lambda: grpc_client.call(self._stub.SuggestProducts, request, timeout=TIMEOUT)
        )

    async def product(self, slug: str) -> Script:
        """Return the statements of a product page of the bff."""
        request = catalog_service_pb2.LookUpProductsRequest(ids_or_slugs=[slug], language="es")
        return await self._record(
            lambda: grpc_client.call(self._stub.LookUpProducts, request, timeout=TIMEOUT)
        )

    async def _record(self, call: Callable[[], Awaitable[object]]) -> Script:
        await call()  # the first call fills caches
        self._sent.clear()
        await call()
        return "".join(f"{statement};\n" for statement in self._sent)


@asynccontextmanager
async def recorder(url: str) -> AsyncIterator[Recorder]:
    """Serve catalog on the database at `url`, and yield its recorder."""
    database, search_database = (
        Database.connect(url, name="bench", planner=planner, statement_timeout=TIMEOUT)
        for planner in (PLANNER, SEARCH_PLANNER)
    )
    server = build(
        database, _nobody, MediaBucket("none"), search_database=search_database
    )  # no picture comes
    sent: list[str] = []
    try:
        with _recording(sent):
            port = await server.start(f"{HOST}:0")
            async with connect(f"{HOST}:{port}", NOT_RETRIED) as channel:
                yield Recorder(catalog_service_pb2_grpc.CatalogServiceStub(channel), sent)
    finally:
        await server.drain()
        await search_database.close()
        await database.close()


def with_values(statement: str, values: Sequence[Any]) -> str:
    """Return the statement with literals in place of $1, $2 and so on."""
    return _PARAMETER.sub(lambda found: literal(values[int(found[1]) - 1]), statement)


def literal(value: Any) -> str:  # noqa: PLR0911 (a kind of value each)
    """Return a value as a literal of PostgreSQL. Raise TypeError for a type that has none here."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return f"({value})"
        case str():
            return "'" + str(value).replace("'", "''") + "'"
        case timedelta():
            return f"interval '{value.total_seconds()} seconds'"
        case UUID():
            return f"'{value}'"
        case list() | tuple():
            return "ARRAY[" + ", ".join(map(literal, value)) + "]" if value else "'{}'"
    raise TypeError(f"no literal for {type(value).__name__}")


@contextmanager
def _recording(sent: list[str]) -> Iterator[None]:
    def record(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append(with_values(statement, values))

    def record_direct(query: asyncpg.connection.LoggedQuery) -> None:
        sent.append(with_values(query.query, query.args))

    def listen(connection: Any, _record: object) -> None:
        # asyncpg logs only statements that are sent past SQLAlchemy.
        connection.driver_connection.add_query_logger(record_direct)

    sa.event.listen(sa.Engine, "before_cursor_execute", record)
    sa.event.listen(sa.Engine, "connect", listen)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", record)
        sa.event.remove(sa.Engine, "connect", listen)


async def _nobody(_: str) -> Caller:
    return Caller()
