"""Scores how well a product matches a text query, as SQL over the search index: BM25F and bonuses.

docs/search.md says how the numbers were found. The SQL has parameters, so that one statement serves
all queries with the same number of words; `text_parameters` returns their values.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.query.text_query import Choice, Term, TextQuery

_BODY_WEIGHTS = "CAST('{{0.667, 0.333, 1.0, 0.0}}' AS real[])"
"""The weights of a word in the description, in attributes, in category and brand, and in the name,
which is scored separately."""
_BODY_BOOST, _NAME_BOOST = 3.0, 6.0
_K1 = 1.5
"""The k1 of BM25: how quickly repetitions of a word stop adding to the score."""
_B = 0.7
"""The b of BM25: how much less a word counts in a longer text."""
_PRESENCE = 0.5
"""The score for having all words, distributed by their weights."""
_ALL_IN_NAME = 0.3
"""The score for a name with all typed words."""
_HEAD = {Language.ES: 0.3, Language.EN: 0.15}
_HEAD_WITHIN = 12.0
"""The score for a name whose head is a word of the query: a Spanish name begins with what the thing
is ("mesa de roble"), an English one ends with it ("oak table"). So it is the first word at the
beginning, or the last one at the end. It is halved that many characters from there."""

_POPULARITY = 0.1 / 40
"""The score for each of 40 steps of popularity. All of them together are worth a third of a head:
they decide among products that match about equally well."""

SOLD_OUT = 100.0
"""The score that is subtracted for a product that is sold out."""


def text_parameters(query: TextQuery | None) -> dict[str, Any]:
    """Return the parameters of `relevance`, and of the conditions that products must match.

    The latter are `query`, `name_key` and `uncorrected`. Without a query there are none.
    """
    if query is None:
        return {}
    total = sum(query.weights[: query.typed_count]) or 1.0
    parameters: dict[str, Any] = {
        "query": query.tsquery,
        "name_key": query.name_key,
        "uncorrected": query.uncorrected_tsquery or "",
        "all_in_name": query.name_tsquery,
        "head": _head(query),
        "by_name_length": _B / max(query.mean_name_length, 1.0),
        "by_length": _B / max(query.mean_length, 1.0),
    }
    stems = zip(query.stem_tsqueries, query.stem_name_tsqueries, query.weights, strict=True)
    for index, (stem, in_name, weight) in enumerate(stems):
        parameters |= {
            f"stem_{index}": stem,
            f"in_name_{index}": in_name,
            f"weight_{index}": weight / total,
        }
    return parameters


def _head(query: TextQuery) -> str:
    # Of the last word the name is searched backwards.
    if query.language is Language.EN:
        return f" {query.stems[query.typed_count - 1]}"[::-1]
    return f" {query.stems[0]}"


def relevance(
    terms: Sequence[Term], language: Language, *, is_strict: bool
) -> sa.ColumnElement[float]:
    """Return the score for the terms: about 0 to 4, independent of other products.

    `language` is that of the text query. Of several choices for a term, the one with the highest
    score counts. `is_strict` says that every match has all stems. Sold-out products come after all
    others.
    """
    # If all products have the words, having them makes no difference.
    word_score = _BM25 if is_strict else f"({_HAS_WORD} + {_BM25})"

    def score(choice: Choice) -> str:
        return " + ".join(
            _WEIGHTED.format(number=index, word=word_score.format(number=index)) for index in choice
        )

    score_of_terms = " + ".join(
        score(term[0]) if len(term) == 1 else f"GREATEST({', '.join(map(score, term))})"
        for term in terms
    )
    types: dict[str, Any] = {"all_in_name": pg.TSQUERY(), "head": sa.Text()}
    types |= dict.fromkeys(("by_name_length", "by_length"), sa.Double())
    for index in (index for term in terms for choice in term for index in choice):
        types |= dict.fromkeys((f"stem_{index}", f"in_name_{index}"), pg.TSQUERY())
        types[f"weight_{index}"] = sa.Double()
    return sa.literal_column("0", sa.Double) + sa.text(
        f"({score_of_terms} + {_name_score(language)} + {_POPULARITY_SCORE} - {_SOLD_OUT_COST})"
    ).bindparams(*(sa.bindparam(name, type_=type_) for name, type_ in types.items()))


def _float(number: float) -> str:
    # A bare decimal literal is a numeric, whose arithmetic took longer than everything else.
    return f"CAST({number} AS float8)"


# The length of a text relative to the mean, as BM25 normalizes it.
_NAME_LENGTH = f"({_float(1 - _B)} + name_words * :by_name_length)"
_LENGTH = f"({_float(1 - _B)} + size * :by_length)"
# The frequency of a word, weighted by field and text length.
_FREQUENCY = f"""(
    CASE WHEN vector @@ :in_name_{{number}} THEN {_float(_NAME_BOOST)} / {_NAME_LENGTH} ELSE 0 END
    + {_float(_BODY_BOOST)} * ts_rank({_BODY_WEIGHTS}, vector, :stem_{{number}}) / {_LENGTH}
)"""
_BM25 = f"{_float(1 + _K1)} * (1 - {_float(_K1)} / ({_FREQUENCY} + {_float(_K1)}))"
_HAS_WORD = f"CASE WHEN vector @@ :stem_{{number}} THEN {_float(_PRESENCE)} ELSE 0 END"
_WEIGHTED = ":weight_{number} * {word}"
# A stem is nearly always the beginning of its word.
_PLACE = {
    Language.ES: "strpos(' ' || name_key, :head)",
    Language.EN: "strpos(reverse(' ' || name_key), :head)",
}
_POPULARITY_SCORE = f"popularity * {_float(_POPULARITY)}"
_SOLD_OUT_COST = f"CASE WHEN available THEN 0 ELSE {_float(SOLD_OUT)} END"


def _name_score(language: Language) -> str:
    most = _float(_HEAD[language] * _HEAD_WITHIN)
    near = f"({_float(_HEAD_WITHIN - 1)} + nullif({_PLACE[language]}, 0))"
    return f"""CASE WHEN vector @@ :all_in_name THEN {_float(_ALL_IN_NAME)} ELSE 0 END
        + coalesce({most} / {near}, 0)"""
