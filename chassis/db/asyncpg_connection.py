"""Single statements by asyncpg itself, on a connection of SQLAlchemy's pool.

For what the shop does most. SQLAlchemy compiles the statement, once; its work around each run, four
times what asyncpg's is, is left out.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.pool import PoolProxiedConnection


class DirectConnection:
    """A connection on which each statement is a transaction of its own."""

    def __init__(self, lent: PoolProxiedConnection) -> None:
        self._lent = lent

    async def fetch(
        self, statement: "sa.Executable | Written", values: Mapping[str, Any]
    ) -> list[asyncpg.Record]:
        """Return the rows.

        The statement must be one that is kept: it is compiled once. Values go to asyncpg as they
        are.
        """
        as_written = statement if isinstance(statement, Written) else _written_once(statement)
        driver: Any = self._lent.driver_connection
        rows: list[asyncpg.Record] = await driver.fetch(
            as_written.sql,
            *(values.get(name, constant) for name, constant in as_written.parameters),
        )
        return rows


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as asyncpg takes it."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]
    """What $1, $2 and so on are: names, and the statement's own constants."""


def written(statement: sa.Executable) -> Written:
    """Compile a statement.

    For those of which there are many: SQLAlchemy's tree of one is a thousand objects, each of which
    the garbage collector looks at.
    """
    assert isinstance(statement, sa.ClauseElement)
    compiled: Any = statement.compile(dialect=dialect())  # type: ignore[no-untyped-call]
    parameters = ((name, compiled.params[name]) for name in compiled.positiontup or ())
    return Written(str(compiled), tuple(parameters))


_written_once = functools.lru_cache(maxsize=256)(written)
