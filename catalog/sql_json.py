"""SQL that returns rows as JSON text: a decoder that knows their shape reads it at once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg


def json_rows(rows: sa.FromClause) -> sa.ScalarSelect[str]:
    """Return a JSON list, as text, with a list of the columns for each row."""
    return json_list(sa.func.json_build_array(*rows.c)).select_from(rows).scalar_subquery()


def json_list(value: sa.ColumnElement[Any], *order: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return a JSON list of the values, as text; without values, an empty list."""
    if order:
        value = pg.aggregate_order_by(value, *order)
    aggregated = sa.cast(sa.func.json_agg(value), sa.Text)
    return sa.select(sa.func.coalesce(aggregated, sa.literal_column("'[]'")))
