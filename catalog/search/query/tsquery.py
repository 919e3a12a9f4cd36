"""Builds PostgreSQL's tsqueries from stems, which are data: each one is quoted.

No other module writes the syntax of a tsquery.
"""

from collections.abc import Iterable
from typing import NewType

TsQuery = NewType("TsQuery", str)
"""The text of a tsquery that matches something; it has at least one stem."""


def has_stem(stem: str, *, weight: str = "") -> TsQuery:
    """Return the tsquery for a stem, of this weight if given ("A" is the name).

    Raise ValueError if the stem is empty: a stop list leaves nothing of some words.
    """
    if not stem:
        raise ValueError("a tsquery needs a stem")
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return TsQuery(f"'{escaped}'" + (f":{weight}" if weight else ""))


def all_of(queries: Iterable[TsQuery]) -> TsQuery:
    """Return the tsquery for what matches each of these; parenthesize alternatives among them."""
    return TsQuery(" & ".join(queries))


def any_of(queries: Iterable[TsQuery]) -> TsQuery:
    """Return the tsquery for what matches one of these."""
    # "&" binds more tightly than "|".
    return TsQuery(" | ".join(queries))


def group(query: TsQuery) -> TsQuery:
    """Return the tsquery in parentheses, to be a part of another one."""
    return TsQuery(f"({query})")
