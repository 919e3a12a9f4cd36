"""Single statements executed by asyncpg itself, on a connection of SQLAlchemy's pool.

This is for the statements that the shop runs most. SQLAlchemy only compiles each of them once: its
own work at an execution takes four times as long as asyncpg's.
"""

import functools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.pool import PoolProxiedConnection


class DirectConnection:
    """A connection on which each statement is a transaction of its own, unless there is one."""

    def __init__(self, pooled: PoolProxiedConnection) -> None:
        self._pooled = pooled

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Make the statements in the block one transaction."""
        driver: Any = self._pooled.driver_connection
        async with driver.transaction():
            yield

    async def fetch(
        self, statement: "sa.Executable | CompiledStatement", values: Mapping[str, Any]
    ) -> list[asyncpg.Record]:
        """Execute a statement and return its rows.

        Keep and reuse the statement object: it is compiled once and cached. Values are passed to
        asyncpg as they are.
        """
        compiled = (
            statement if isinstance(statement, CompiledStatement) else _compile_once(statement)
        )
        driver: Any = self._pooled.driver_connection
        rows: list[asyncpg.Record] = await driver.fetch(
            compiled.sql,
            *(values.get(name, constant) for name, constant in compiled.parameters),
        )
        return rows


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement in the form that asyncpg executes."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]
    """For $1, $2 and so on: the name of its value, and the constant to use where none is given."""


def compile_statement(statement: sa.Executable) -> CompiledStatement:
    """Compile a statement, so that SQLAlchemy's tree of it need not be kept.

    Use it for many statements: each tree is a thousand objects for the garbage collector to visit.
    """
    assert isinstance(statement, sa.ClauseElement)
    compiled: Any = statement.compile(dialect=dialect())  # type: ignore[no-untyped-call]
    parameters = ((name, compiled.params[name]) for name in compiled.positiontup or ())
    return CompiledStatement(str(compiled), tuple(parameters))


_compile_once = functools.lru_cache(maxsize=256)(compile_statement)
