"""How well a product answers a search, as SQL over the search index: BM25F with a few additions.

docs/search.md tells how the numbers were found. The SQL has parameters, so that one statement
serves all searches of so many words; `values_of` answers them.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.query.tsquery import Choice, Term, Wanted
from catalog.tables import product_search

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

_SELLING = 0.1 / 40
"""For each of 40 steps of popularity: all of them are worth a third of _EARLY, and decide among
what answers about alike."""

SOLD_OUT = 100.0
"""What is taken from the score of a product that cannot be bought."""


def is_of(language: Language) -> sa.ColumnElement[bool]:
    """Whether the row is of this language."""
    # Written out, as below: a plan that is kept must show which of the partial indexes fits.
    return product_search.c.language == sa.literal_column(f"'{language.value}'")


def of_sample(level: int) -> sa.ColumnElement[bool]:
    """Whether the product is in the sample."""
    return product_search.c.level >= sa.literal_column(str(level))


def matches(query: str) -> sa.ColumnElement[bool]:
    """Whether the product answers the tsquery that the parameter of this name will be."""
    return product_search.c.vector.bool_op("@@")(sa.bindparam(query, type_=pg.TSQUERY()))


def values_of(wanted: Wanted) -> dict[str, Any]:
    """Return the parameters of `relevance`, and `query`, that of what must match."""
    whole = sum(wanted.weights[: wanted.typed]) or 1.0
    values: dict[str, Any] = {
        "query": wanted.query,
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
    return values


def relevance(terms: Sequence[Term], *, is_strict: bool) -> sa.ColumnElement[float]:
    """How well, for the terms: about 0 to 4, the same whatever becomes of other products.

    Of several choices for a term the one that says most counts. `is_strict` says that all stems are
    needed. What is sold out comes after all the rest.
    """
    # Where all have the words there is nothing to tell by having them.
    word = _TELLS if is_strict else f"({_HAVES} + {_TELLS})"

    def said(choice: Choice) -> str:
        return " + ".join(
            _WEIGHED.format(number=number, word=word.format(number=number)) for number in choice
        )

    each = " + ".join(
        said(term[0]) if len(term) == 1 else f"GREATEST({', '.join(map(said, term))})"
        for term in terms
    )
    numbers = [number for term in terms for choice in term for number in choice]
    kinds: dict[str, Any] = {"all_in_name": pg.TSQUERY(), "first": sa.Text()}
    kinds |= dict.fromkeys(("by_name_words", "by_size"), sa.Double())
    for number in numbers:
        kinds |= dict.fromkeys((f"stem_{number}", f"in_name_{number}"), pg.TSQUERY())
        kinds[f"weight_{number}"] = sa.Double()
    return sa.literal_column("0", sa.Double) + sa.text(
        f"({each} + {_NAME} + {_SELLS} - {_SUNK})"
    ).bindparams(*(sa.bindparam(name, type_=kind) for name, kind in kinds.items()))


def _float(number: float) -> str:
    # A bare decimal is a numeric, whose arithmetic took longer than all the rest.
    return f"CAST({number} AS float8)"


_LONGER_NAME = f"({_float(1 - _BY_LENGTH)} + name_words * :by_name_words)"
_LONGER = f"({_float(1 - _BY_LENGTH)} + size * :by_size)"
_TOLD = f"""(
    CASE WHEN vector @@ :in_name_{{number}} THEN {_float(_IN_NAME)} / {_LONGER_NAME} ELSE 0 END
    + {_float(_IN_BODY)} * ts_rank({_BODY}, vector, :stem_{{number}}) / {_LONGER}
)"""
_TELLS = (
    f"{_float(1 + _SATURATION)} * (1 - {_float(_SATURATION)} / ({_TOLD} + {_float(_SATURATION)}))"
)
_HAVES = f"CASE WHEN vector @@ :stem_{{number}} THEN {_float(_HAVING)} ELSE 0 END"
_WEIGHED = ":weight_{number} * {word}"
# A stem is how its word begins, nearly always.
_PLACE = "strpos(' ' || name_key, :first)"
_NAME = f"""CASE WHEN vector @@ :all_in_name THEN {_float(_ALL_IN_NAME)} ELSE 0 END
    + coalesce(
        {_float(_EARLY * _EARLY_WITHIN)} / ({_float(_EARLY_WITHIN - 1)} + nullif({_PLACE}, 0)), 0
    )"""
_SELLS = f"popularity * {_float(_SELLING)}"
_SUNK = f"CASE WHEN available THEN 0 ELSE {_float(SOLD_OUT)} END"
