"""SQL that answers rows as JSON text."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg


def as_list(rows: sa.FromClause) -> sa.ScalarSelect[str]:
    """A JSON list of a list for each row, as text: read by a decoder that knows its shape."""
    return aggregated(sa.func.json_build_array(*rows.c)).select_from(rows).scalar_subquery()


def aggregated(value: sa.ColumnElement[Any], *order: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """A JSON list of the values, as text; an empty one where there are none."""
    if order:
        value = pg.aggregate_order_by(value, *order)
    listed = sa.cast(sa.func.json_agg(value), sa.Text)
    return sa.select(sa.func.coalesce(listed, sa.literal_column("'[]'")))
