"""How well a product answers a search, as SQL over the search index: BM25F with a few additions.

docs/search.md tells how the numbers were found.
"""

import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.tables import product_search
from catalog.words import Wanted

_BODY = "CAST('{{0.667, 0.333, 1.0, 0.0}}' AS real[])"
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
    values: dict[str, str | float] = {
        "all_in_name": wanted.in_name,
        "first": f" {wanted.stems[0]}",
        "by_name_words": _BY_LENGTH / max(wanted.name_words, 1.0),
        "by_size": _BY_LENGTH / max(wanted.size, 1.0),
    }
    for number, (query, weight) in enumerate(zip(wanted.each, wanted.weights, strict=True)):
        values |= {
            f"stem_{number}": query,
            f"in_name_{number}": f"{query}:A",
            f"weight_{number}": weight / whole,
        }
    return sa.literal_column("0", sa.Double) + sa.text(
        _score(len(wanted.stems), wanted.any_will_do)
    ).bindparams(*(sa.bindparam(f"of_{name}", value) for name, value in values.items()))


# As text: made of expressions, it took the service longer to write than PostgreSQL to compute.
@functools.cache
def _score(words: int, any_will_do: bool) -> str:
    # Where all have the words there is nothing to tell by having them.
    word = f"({_HAVES} + {_TELLS})" if any_will_do else _TELLS
    each = " + ".join(
        _WEIGHED.format(number=number, word=word.format(number=number)) for number in range(words)
    )
    return f"({each} + {_NAME})"


_LONGER_NAME = f"({1 - _BY_LENGTH} + name_words * CAST(:of_by_name_words AS float8))"
_LONGER = f"({1 - _BY_LENGTH} + size * CAST(:of_by_size AS float8))"
_TOLD = f"""(
    {_IN_NAME} * CAST(vector @@ CAST(:of_in_name_{{number}} AS tsquery) AS integer) / {_LONGER_NAME}
    + {_IN_BODY} * ts_rank({_BODY}, vector, CAST(:of_stem_{{number}} AS tsquery)) / {_LONGER}
)"""
_TELLS = f"{1 + _SATURATION} * (1 - {_SATURATION} / ({_TOLD} + {_SATURATION}))"
_HAVES = f"{_HAVING} * CAST(vector @@ CAST(:of_stem_{{number}} AS tsquery) AS integer)"
_WEIGHED = "CAST(:of_weight_{number} AS float8) * {word}"
# A stem is how its word begins, nearly always.
_PLACE = "strpos(' ' || name_key, CAST(:of_first AS text))"
_NAME = f"""{_ALL_IN_NAME} * CAST(vector @@ CAST(:of_all_in_name AS tsquery) AS integer)
    + CASE WHEN {_PLACE} = 0 THEN 0
        ELSE {_EARLY} * {_EARLY_WITHIN} / ({_EARLY_WITHIN} + {_PLACE} - 1) END"""


def as_tsquery(query: str) -> sa.ColumnElement[Any]:
    """A tsquery as a value, its stems taken as they are."""
    return sa.cast(sa.bindparam(None, query, sa.Text), pg.TSQUERY)
