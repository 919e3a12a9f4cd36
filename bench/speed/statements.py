"""The SQL that the store itself sends for a search or a product page.

catalog is built in this process as its own start builds it, and asked over gRPC; what goes to the
database meanwhile is written down. So what pgbench runs is what the store runs, whatever that is.
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
from catalog.__main__ import KEPT, PLANNER, build
from catalog.images.bucket import MediaBucket
from chassis.db.database import Database
from chassis.grpc_client import NOT_RETRIED, ask, connect
from chassis.request_context import Caller
from local.ports import HOST
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc

PATIENCE = 30.0
"""Seconds."""

Script = str
"""Statements with their values in them, each ended by a semicolon."""

_PARAMETER = re.compile(r"\$(\d+)")


class Recorder:
    """Asks catalog, and answers what catalog asked PostgreSQL."""

    def __init__(self, stub: catalog_service_pb2_grpc.CatalogServiceStub, sent: list[str]) -> None:
        self._stub = stub
        self._sent = sent

    async def search(self, query: Query) -> Script:
        """Search as the bff does."""
        request = catalog_service_pb2.SearchProductsRequest(
            query=query.words,
            language=query.language,
            page_size=20,
            view=catalog_service_pb2.PRODUCT_VIEW_SUMMARY,
        )
        return await self._record(lambda: ask(self._stub.SearchProducts, request, timeout=PATIENCE))

    async def suggest(self, query: Query) -> Script:
        """Ask for suggestions as the bff does."""
        request = catalog_service_pb2.SuggestProductsRequest(
            query=query.words, language=query.language, page_size=8
        )
        return await self._record(
            lambda: ask(self._stub.SuggestProducts, request, timeout=PATIENCE)
        )

    async def product(self, slug: str) -> Script:
        """Read a product as the bff does."""
        request = catalog_service_pb2.GetProductRequest(id_or_slug=slug, language="es")
        return await self._record(lambda: ask(self._stub.GetProduct, request, timeout=PATIENCE))

    async def _record(self, call: Callable[[], Awaitable[object]]) -> Script:
        await call()  # what is learnt once and kept is not part of it
        self._sent.clear()
        await call()
        return "".join(f"{statement};\n" for statement in self._sent)


@asynccontextmanager
async def recorder(url: str) -> AsyncIterator[Recorder]:
    """Serve catalog on the database at `url` for as long as this is open."""
    database, kept = (
        Database.connect(url, name="bench", planner=planner, statement_timeout=PATIENCE)
        for planner in (PLANNER, KEPT)
    )
    server = build(database, _nobody, MediaBucket("none"), kept=kept)  # no picture comes
    sent: list[str] = []
    try:
        with _noting(sent):
            port = await server.start(f"{HOST}:0")
            async with connect(f"{HOST}:{port}", NOT_RETRIED) as channel:
                yield Recorder(catalog_service_pb2_grpc.CatalogServiceStub(channel), sent)
    finally:
        await server.drain()
        await kept.close()
        await database.close()


def with_values(statement: str, values: Sequence[Any]) -> str:
    """Answer the statement with literals in place of $1, $2 and so on."""
    return _PARAMETER.sub(lambda found: literal(values[int(found[1]) - 1]), statement)


def literal(value: Any) -> str:  # noqa: PLR0911 (a kind of value each)
    """Write a value as PostgreSQL reads it."""
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
def _noting(sent: list[str]) -> Iterator[None]:
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append(with_values(statement, values))

    def note_direct(query: asyncpg.connection.LoggedQuery) -> None:
        sent.append(with_values(query.query, query.args))

    def listen(connection: Any, _record: object) -> None:
        # What goes to the driver past SQLAlchemy; the driver logs nothing of what does not.
        connection.driver_connection.add_query_logger(note_direct)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    sa.event.listen(sa.Engine, "connect", listen)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
        sa.event.remove(sa.Engine, "connect", listen)


async def _nobody(_: str) -> Caller:
    return Caller()
