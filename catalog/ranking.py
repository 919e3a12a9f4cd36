"""How well a product answers a search, as SQL over the search index: BM25F with a few additions.

docs/search.md tells how the numbers were found.
"""

import functools
import operator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.tables import product_search
from catalog.words import Wanted

_BODY = "'{0.667, 0.333, 1.0, 0.0}'::real[]"
"""Of a word in the description, the attributes, category and brand; the name counts by itself."""
_IN_BODY, _IN_NAME = 3.0, 6.0
_SATURATION = 1.5
"""The k1 of BM25: how soon saying a word again adds nothing."""
_BY_LENGTH = 0.7
"""The b of BM25: how much less a word counts in a longer text."""
_HAVING = 0.5
"""For having the words at all, by their weights."""
_ALL_IN_NAME = 0.3
_EARLY, _EARLY_WITHIN = 0.3, 12.0
"""For a name that begins with the first word; half of it after so many characters."""

SOLD_OUT = 100.0
"""What is taken from the score of a product that cannot be bought."""


def config_of(language: Language) -> sa.ColumnElement[Any]:
    """The text search configuration of a language."""
    return sa.literal_column(f"'tienda_{language.value}'::regconfig")


def matches(query: str) -> sa.ColumnElement[bool]:
    """Whether the product answers the tsquery."""
    return product_search.c.vector.bool_op("@@")(as_tsquery(query))


def of_sample(level: int) -> sa.ColumnElement[bool]:
    """Whether the product is in the sample."""
    # Written out: the planner must see which of the partial indexes fits.
    return product_search.c.level >= sa.literal_column(str(level))


def relevance(wanted: Wanted) -> sa.ColumnElement[float]:
    """How well: about 0 to 4, the same for the same product whatever becomes of the others."""
    whole = sum(wanted.weights) or 1.0
    each = zip(wanted.each, wanted.weights, strict=True)
    words = [(weight / whole) * _word(query, wanted) for query, weight in each]
    score = functools.reduce(operator.add, words)
    score += _ALL_IN_NAME * sa.cast(matches(wanted.in_name), sa.Integer)
    score += _early(wanted.stems[0])
    return sa.cast(score, sa.Double)


def _word(query: str, wanted: Wanted) -> sa.ColumnElement[Any]:
    vector = product_search.c.vector
    rank = sa.func.ts_rank(sa.literal_column(_BODY), vector, as_tsquery(query))
    name = _IN_NAME * sa.cast(matches(f"{query}:A"), sa.Integer)
    told = name / _longer(product_search.c.name_words, wanted.name_words)
    told += _IN_BODY * rank / _longer(product_search.c.size, wanted.size)
    having = _HAVING * sa.cast(matches(query), sa.Integer)
    return having + (1 + _SATURATION) * (1 - _SATURATION / (told + _SATURATION))


def _longer(length: sa.ColumnElement[int], usual: float) -> sa.ColumnElement[Any]:
    longer = sa.cast(length, sa.Double) * (_BY_LENGTH / max(usual, 1.0))
    return longer + (1 - _BY_LENGTH)


def _early(stem: str) -> sa.ColumnElement[float]:
    # A stem is how its word begins, nearly always.
    place = sa.func.strpos(sa.literal(" ").op("||")(product_search.c.name_key), f" {stem}")
    distance = _EARLY_WITHIN + sa.cast(place - 1, sa.Double)
    return sa.case((place > 0, _EARLY * _EARLY_WITHIN / distance), else_=0.0)


def as_tsquery(query: str) -> sa.ColumnElement[Any]:
    """A tsquery as a value, its stems taken as they are."""
    return sa.cast(sa.bindparam(None, query, sa.Text), pg.TSQUERY)
