"""How well a product answers a search, as SQL over the search index."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.tables import product_search
from catalog.words import Wanted

_WEIGHTS = "'{0.05, 0.15, 0.4, 1.0}'::real[]"
"""Of a word in the description, the attributes, category and brand, the name."""
_BELOW_ONE = 32
"""Makes ts_rank's answer rank / (rank + 1)."""


def config_of(language: Language) -> sa.ColumnElement[Any]:
    """The text search configuration of a language."""
    return sa.literal_column(f"'tienda_{language.value}'::regconfig")


def matches(query: str) -> sa.ColumnElement[bool]:
    """Whether the product answers the tsquery."""
    return product_search.c.vector.bool_op("@@")(as_tsquery(query))


def relevance(wanted: Wanted) -> sa.ColumnElement[float]:
    """How well: first by how many of the words, then with them in the name, then by ts_rank."""
    rank = sa.func.ts_rank(
        sa.literal_column(_WEIGHTS),
        product_search.c.vector,
        as_tsquery(wanted.query),
        _BELOW_ONE,
    )
    score = sa.cast(matches(wanted.in_name), sa.Integer) + rank
    if wanted.any_will_do:
        score += 2 * _how_many(wanted)
    return sa.cast(score, sa.Double)


def _how_many(wanted: Wanted) -> sa.ColumnElement[int]:
    each = sa.cast(sa.bindparam(None, wanted.each, pg.ARRAY(sa.Text)), pg.ARRAY(pg.TSQUERY))
    stems = sa.func.unnest(each).table_valued(sa.column("query", pg.TSQUERY), name="stems")
    stems = stems.render_derived()
    return (
        sa.select(sa.func.count())
        .select_from(stems)
        .where(product_search.c.vector.bool_op("@@")(stems.c.query))
        .correlate(product_search)
        .scalar_subquery()
    )


def as_tsquery(query: str) -> sa.ColumnElement[Any]:
    """A tsquery as a value, its stems taken as they are."""
    return sa.cast(sa.bindparam(None, query, sa.Text), pg.TSQUERY)
