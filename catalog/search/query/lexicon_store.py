"""Looks up the words of a query in the search index."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.domain import Language
from catalog.search.query.lexicon import MAX_STEMS, Lexicon, ParsedQuery
from catalog.search.query.spelling import MIN_PREFIX_LENGTH, is_plain_word
from chassis.db.asyncpg_connection import DirectConnection

MAX_COMPLETED_WORDS, MAX_COMPLETIONS = 5, 2
"""The number of most common words that begin with the last word, and of their stems returned."""

# The words as in the index: folded, and split in the same way. `last` may be incomplete.
_TYPED = """
    SELECT words, words[cardinality(words)] AS last
    FROM string_to_array(tienda_fold(:words), ' ') AS words
"""

# The stems of the words in one language, in the order typed; stop words have none.
_STEMS_IN = """
SELECT '{language}' AS language, ARRAY(
    SELECT lexeme
    FROM unnest(to_tsvector('tienda_{language}', tienda_words('{language}', :words)))
    ORDER BY positions[1]
) AS stems
"""
_STEMS = " UNION ALL ".join(_STEMS_IN.format(language=language.value) for language in Language)

# By stem, the number of products that have any of its words.
_FREQUENCIES = """
    SELECT json_object_agg(counted.stem, counted.products) FROM (
        SELECT stem, sum(products) AS products FROM search_words
        WHERE search_words.language = taken.language AND stem = ANY(taken.stems) AND products > 0
        GROUP BY stem
    ) counted
"""

# By typed word, the number of products that have exactly this word; stop words too.
_KNOWN = """
    SELECT json_object_agg(word, known.products) FROM search_words known
    WHERE known.language = taken.language AND word = ANY(typed.words) AND known.products > 0
"""

# The most common stems, except its own, of words that begin with the last word. Only if the last
# word is no stop word: then `stems` ends with its stem.
_COMPLETIONS = f"""
    SELECT json_object_agg(begun.stem, begun.products) FROM (
        SELECT stem, sum(products) AS products FROM (
            SELECT stem, products FROM search_words longer
            WHERE longer.language = taken.language AND longer.products > 0
                AND word > typed.last AND word < typed.last || chr(1114111)
                AND stem NOT IN ('', taken.stems[cardinality(taken.stems)])
            ORDER BY products DESC, word LIMIT {MAX_COMPLETED_WORDS}
        ) longer GROUP BY stem ORDER BY sum(products) DESC, stem LIMIT {MAX_COMPLETIONS}
    ) begun
    WHERE length(typed.last) >= {MIN_PREFIX_LENGTH}
        AND (
            -- Then each word has a stem of its own. Stemming again would cost as much as the rest.
            cardinality(taken.stems) = cardinality(typed.words)
            OR tienda_stem(taken.language, typed.last) = taken.stems[cardinality(taken.stems)]
        )
"""  # noqa: S608 (made of constants)

# Triples: a stem, a synonym of it, and the number of products that have the synonym.
_SYNONYMS = """
    SELECT json_agg(json_build_array(synonyms.stem, other, (
        SELECT sum(products) FROM search_words
        WHERE search_words.language = taken.language AND search_words.stem = other
    ))) FROM search_synonyms synonyms
    WHERE synonyms.language = taken.language AND synonyms.stem = ANY(taken.stems)
"""

# Triples: the index of a word that makes a compound with the next one, the stem of the compound,
# and the number of products that have it.
_COMPOUNDS = """
    SELECT json_agg(json_build_array(place - 1, joined.stem, joined.products))
    FROM generate_series(1, cardinality(typed.words) - 1) AS place
    -- The limit makes PostgreSQL look each up: a generic plan does not know how few they are.
    CROSS JOIN LATERAL (
        SELECT stem, products FROM search_words
        WHERE search_words.language = taken.language AND products > 0 AND stem <> ''
            AND word = typed.words[place] || typed.words[place + 1]
        LIMIT 1
    ) joined
"""

# One row for each language. The fragments read `taken` and `typed`.
_LOOK_UP = sa.text(f"""
WITH typed AS MATERIALIZED ({_TYPED})
SELECT taken.language, taken.stems, sizes.products, sizes.size, sizes.name_words, typed.words,
    ({_FREQUENCIES}) AS frequencies,
    ({_KNOWN}) AS known,
    ({_COMPLETIONS}) AS completions,
    ({_SYNONYMS}) AS synonyms,
    ({_COMPOUNDS}) AS compounds
FROM typed
CROSS JOIN ({_STEMS}) taken
LEFT JOIN search_sizes sizes ON sizes.language = taken.language
""").bindparams(sa.bindparam("words", type_=sa.Text()))  # noqa: S608 (made of constants)


async def look_up(connection: DirectConnection, words: list[str]) -> ParsedQuery:
    """Return the words with their lexicon in each language, in one round trip."""
    folded: list[str] = []
    known: dict[str, int] = {}
    compounded: set[str] = set()
    lexicons = {}
    for row in await connection.fetch(_LOOK_UP, {"words": " ".join(words)}):
        folded = row["words"] or []
        for word, products in (row["known"] or {}).items():
            known[word] = max(products, known.get(word, 0))
        compounds = {index: (stem, products) for index, stem, products in row["compounds"] or []}
        for index in compounds:
            compounded.update(folded[index : index + 2])
        language = Language(row["language"])
        lexicons[language] = _lexicon(row, language, folded, compounds)
    return ParsedQuery(folded, known, frozenset(compounded), lexicons)


def _lexicon(
    row: Mapping[str, Any],
    language: Language,
    folded: Sequence[str],
    compounds: Mapping[int, tuple[str, int]],
) -> Lexicon:
    stems = row["stems"]
    frequencies = row["frequencies"] or {}
    completions = row["completions"]
    product_count = row["products"] or 0
    return Lexicon(
        language=language,
        stems=_rarest(stems, frequencies),
        frequencies=frequencies,
        product_count=product_count,
        mean_length=(row["size"] or 1) / max(1, product_count),
        mean_name_length=(row["name_words"] or 1) / max(1, product_count),
        name_key=" ".join(folded),
        completions=completions if completions and is_plain_word(folded[-1]) else {},
        synonyms=_synonyms(row["synonyms"] or []),
        # If stop words were left out, it is unknown which stems are adjacent.
        compounds=compounds if len(stems) == len(folded) else {},
    )


def _synonyms(rows: Sequence[tuple[str, str, int | None]]) -> Mapping[str, Mapping[str, int]]:
    synonyms: dict[str, dict[str, int]] = {}
    for stem, other, products in rows:
        if products:
            synonyms.setdefault(stem, {})[other] = products
    return synonyms


def _rarest(stems: Sequence[str], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    if len(stems) <= MAX_STEMS:
        return tuple(stems)
    rarest = sorted(stems, key=lambda stem: frequencies.get(stem) or math.inf)[:MAX_STEMS]
    return tuple(stem for stem in stems if stem in rarest)
