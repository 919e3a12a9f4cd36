"""Spans and durations of SQL statements, and the use of the connection pool.

SQLAlchemy reports the statements that go through it; asyncpg those that do not
(`chassis.db.asyncpg_connection`), and each BEGIN and COMMIT. Only a statement's verbs and tables
are reported: some statements are longer than a page, and a metric needs few distinct names.
"""

import functools
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from chassis.metrics import DATABASE, POOL_COUNT, POOL_MAX, POOL_TIMEOUTS, POOL_WAIT
from chassis.otel.exporter import Attributes, Exporter

MAX_TABLES = 4
"""Tables named for one verb of a statement; the rest are left out."""

_TABLES = re.compile(
    r"\b(INSERT INTO|DELETE FROM|(?<!FOR )(?<!NO KEY )UPDATE|(?<!DISTINCT )FROM|JOIN)"
    r"\s+(?:ONLY )?([a-z_][a-z_0-9.]*)\b(?!\()"
)
_SUBQUERIES = re.compile(
    r"\b([a-z_][a-z_0-9]*)(?: ?\([a-z_0-9, ]+\))? AS (?:NOT )?(?:MATERIALIZED )?\("
)
_FIRST_WORD = re.compile(r"[A-Za-z]+")


@functools.lru_cache(maxsize=1024)
def summary(statement: str) -> str:
    """Summarise a statement by its verbs and tables: "SELECT carts, UPDATE stock"."""
    subqueries = set(_SUBQUERIES.findall(statement))
    tables_of: dict[str, list[str]] = {}
    for word, table in _TABLES.findall(statement):
        verb = "SELECT" if word in {"FROM", "JOIN"} else word.partition(" ")[0]
        tables = tables_of.setdefault(verb, [])
        if table not in subqueries and table not in tables:
            tables.append(table)
    parts = [" ".join([verb, *tables[:MAX_TABLES]]) for verb, tables in tables_of.items() if tables]
    if parts:
        return ", ".join(parts)
    first = _FIRST_WORD.search(statement)
    return first.group().upper() if first else "-"


def instrument(exporter: Exporter, engine: AsyncEngine, name: str) -> None:
    """Measure an engine's statements and its pool from now on."""
    _StatementListener(exporter, name).listen(engine)
    pool = engine.sync_engine.pool
    assert isinstance(pool, InstrumentedPool)
    pool.report_to(exporter, name)


class InstrumentedPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's own pool for asyncio, with a measured wait for connections."""

    _exporter: Exporter | None = None
    """None for a pool that SQLAlchemy recreated after `dispose`: it is not used any more."""

    def report_to(self, exporter: Exporter, name: str) -> None:
        """Report to this exporter, under the pool's name."""
        self._exporter = exporter
        self._attributes = {"db.client.connection.pool.name": name}
        exporter.observe(POOL_COUNT, self._counts)
        exporter.observe(POOL_MAX, lambda: [(self.size(), self._attributes)])

    def _do_get(self) -> ConnectionPoolEntry:
        # What every pool of SQLAlchemy implements: return a connection, waited for or new.
        if self._exporter is None:
            return super()._do_get()
        with self.measured_wait():
            return super()._do_get()

    @contextmanager
    def measured_wait(self) -> Iterator[None]:
        """Record how long the block takes, and SQLAlchemy's TimeoutError if it raises it."""
        if self._exporter is None:
            yield
            return
        began = time.perf_counter()
        try:
            yield
        except PoolTimeout:
            self._exporter.record(POOL_TIMEOUTS, 1, self._attributes)
            raise
        finally:
            self._exporter.record(POOL_WAIT, time.perf_counter() - began, self._attributes)

    def _counts(self) -> Iterable[tuple[float, Attributes]]:
        return [
            (self.checkedout(), {**self._attributes, "db.client.connection.state": "used"}),
            (self.checkedin(), {**self._attributes, "db.client.connection.state": "idle"}),
        ]


class _StatementListener:
    def __init__(self, exporter: Exporter, pool: str) -> None:
        self._exporter = exporter
        self._pool = pool

    def listen(self, engine: AsyncEngine) -> None:
        listened = engine.sync_engine
        sa.event.listen(listened, "connect", self._on_connect)
        sa.event.listen(listened, "before_cursor_execute", self._before_execute)
        sa.event.listen(listened, "after_cursor_execute", self._after_execute)
        sa.event.listen(listened, "handle_error", self._on_error)

    def _on_connect(self, connection: Any, _record: object) -> None:
        connection.driver_connection.add_query_logger(self._on_asyncpg_query)

    def _on_asyncpg_query(self, query: asyncpg.connection.LoggedQuery) -> None:
        error = type(query.exception).__name__ if query.exception else ""
        self._record(query.query, query.elapsed, error)

    def _before_execute(
        self, _c: object, _cursor: object, _statement: str, _p: object, context: Any, _many: bool
    ) -> None:
        context._tienda_began = time.perf_counter()  # noqa: SLF001 (a name of ours on its object)

    def _after_execute(
        self, _c: object, _cursor: object, statement: str, _p: object, context: Any, _many: bool
    ) -> None:
        self._record(statement, time.perf_counter() - context._tienda_began, "")  # noqa: SLF001 (ours)

    def _on_error(self, context: Any) -> None:
        began = getattr(context.execution_context, "_tienda_began", None)
        if began is None or context.statement is None:
            return  # no statement failed, but a connection could not be made
        error = context.original_exception
        cause = getattr(error, "__cause__", None) or error
        self._record(context.statement, time.perf_counter() - began, type(cause).__name__)

    def _record(self, statement: str, elapsed: float, error: str) -> None:
        name = summary(statement)
        attributes: dict[str, str | int] = {
            "db.system.name": "postgresql",
            "db.query.summary": name,
            "db.client.connection.pool.name": self._pool,
        }
        if error:
            attributes["error.type"] = error
        self._exporter.record(DATABASE, elapsed, attributes)
        self._exporter.record_span(name, elapsed, attributes, error)
