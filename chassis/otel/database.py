"""Spans and durations of statements, and how the pool of connections is used.

SQLAlchemy reports what goes through it; asyncpg what goes past it
(`chassis.db.asyncpg_connection`), and each BEGIN and COMMIT. Only a statement's verbs and tables
are reported: some statements are longer than a page, and a metric needs few names.
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
from chassis.otel.sink import Attributes, Sink

MAX_TABLES = 4
"""Of a statement and a verb, told."""

_TOUCHED = re.compile(
    r"\b(INSERT INTO|DELETE FROM|(?<!FOR )(?<!NO KEY )UPDATE|(?<!DISTINCT )FROM|JOIN)"
    r"\s+(?:ONLY )?([a-z_][a-z_0-9.]*)\b(?!\()"
)
_NAMED_WITHIN = re.compile(
    r"\b([a-z_][a-z_0-9]*)(?: ?\([a-z_0-9, ]+\))? AS (?:NOT )?(?:MATERIALIZED )?\("
)
_FIRST_WORD = re.compile(r"[A-Za-z]+")


@functools.lru_cache(maxsize=1024)
def summary(statement: str) -> str:
    """Return what a statement does to which tables: "SELECT carts, UPDATE stock"."""
    within = set(_NAMED_WITHIN.findall(statement))
    done: dict[str, list[str]] = {}
    for word, table in _TOUCHED.findall(statement):
        verb = "SELECT" if word in {"FROM", "JOIN"} else word.partition(" ")[0]
        tables = done.setdefault(verb, [])
        if table not in within and table not in tables:
            tables.append(table)
    told = [" ".join([verb, *tables[:MAX_TABLES]]) for verb, tables in done.items() if tables]
    if told:
        return ", ".join(told)
    first = _FIRST_WORD.search(statement)
    return first.group().upper() if first else "-"


def watch(sink: Sink, engine: AsyncEngine, name: str) -> None:
    """See an engine's statements and its pool from now on."""
    _Statements(sink, name).listen(engine)
    pool = engine.sync_engine.pool
    assert isinstance(pool, WatchedPool)
    pool.report_to(sink, name)


class WatchedPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's own pool for asyncio, that tells how long one waits for a connection."""

    _sink: Sink | None = None
    """None: one that SQLAlchemy made anew, of which nobody asks any more."""

    def report_to(self, sink: Sink, name: str) -> None:
        """Tell it there; `name` is what the pool is called."""
        self._sink = sink
        self._told = {"db.client.connection.pool.name": name}
        sink.observe(POOL_COUNT, self._counts)
        sink.observe(POOL_MAX, lambda: [(self.size(), self._told)])

    def _do_get(self) -> ConnectionPoolEntry:
        # What every pool of SQLAlchemy's implements: a connection, waited for or newly made.
        if self._sink is None:
            return super()._do_get()
        with self.waiting():
            return super()._do_get()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Tell how long this was open, and of SQLAlchemy's TimeoutError."""
        if self._sink is None:
            yield
            return
        began = time.perf_counter()
        try:
            yield
        except PoolTimeout:
            self._sink.tell(POOL_TIMEOUTS, 1, self._told)
            raise
        finally:
            self._sink.tell(POOL_WAIT, time.perf_counter() - began, self._told)

    def _counts(self) -> Iterable[tuple[float, Attributes]]:
        return [
            (self.checkedout(), {**self._told, "db.client.connection.state": "used"}),
            (self.checkedin(), {**self._told, "db.client.connection.state": "idle"}),
        ]


class _Statements:
    def __init__(self, sink: Sink, pool: str) -> None:
        self._sink = sink
        self._pool = pool

    def listen(self, engine: AsyncEngine) -> None:
        listened = engine.sync_engine
        sa.event.listen(listened, "connect", self._connected)
        sa.event.listen(listened, "before_cursor_execute", self._before)
        sa.event.listen(listened, "after_cursor_execute", self._after)
        sa.event.listen(listened, "handle_error", self._failed)

    def _connected(self, connection: Any, _record: object) -> None:
        connection.driver_connection.add_query_logger(self._past_sqlalchemy)

    def _past_sqlalchemy(self, query: asyncpg.connection.LoggedQuery) -> None:
        error = type(query.exception).__name__ if query.exception else ""
        self._tell(query.query, query.elapsed, error)

    def _before(
        self, _c: object, _cursor: object, _statement: str, _p: object, context: Any, _many: bool
    ) -> None:
        context._tienda_began = time.perf_counter()  # noqa: SLF001 (a name of ours on its object)

    def _after(
        self, _c: object, _cursor: object, statement: str, _p: object, context: Any, _many: bool
    ) -> None:
        self._tell(statement, time.perf_counter() - context._tienda_began, "")  # noqa: SLF001 (ours)

    def _failed(self, told: Any) -> None:
        began = getattr(told.execution_context, "_tienda_began", None)
        if began is None or told.statement is None:
            return  # no statement, but a connection that could not be had
        error = told.original_exception
        cause = getattr(error, "__cause__", None) or error
        self._tell(told.statement, time.perf_counter() - began, type(cause).__name__)

    def _tell(self, statement: str, took: float, error: str) -> None:
        what = summary(statement)
        told: dict[str, str | int] = {
            "db.system.name": "postgresql",
            "db.query.summary": what,
            "db.client.connection.pool.name": self._pool,
        }
        if error:
            told["error.type"] = error
        self._sink.tell(DATABASE, took, told)
        self._sink.add_span(what, took, told, error)
