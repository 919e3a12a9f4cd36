"""Looks up the words of a query in the search index."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    SELECT folded, words, words[cardinality(words)] AS last
    FROM tienda_fold(:query) AS folded, string_to_array(folded, ' ') AS words
"""

# The stems of the words in one language, in the order typed, and the places that each has, from 1;
# stop words have none.
_STEMS_IN = """
SELECT '{language}' AS language, coalesce(stems, '{{}}') AS stems, places
FROM (
    SELECT array_agg(lexeme ORDER BY positions[1]) AS stems,
        json_agg(positions ORDER BY positions[1]) AS places
    FROM unnest(to_tsvector('tienda_{language}', tienda_inflected('{language}', (
        SELECT folded FROM typed
    ))))
) stemmed
"""
_STEMS = " UNION ALL ".join(_STEMS_IN.format(language=language.value) for language in Language)

# By stem, the number of products that have any of its words.
_FREQUENCIES = """
    SELECT json_object_agg(counted.stem, counted.products) FROM (
        SELECT stem, sum(CASE WHEN named > 0 THEN named ELSE products END) AS products
        FROM search_words
        WHERE search_words.language = taken.language AND stem = ANY(taken.stems) AND products > 0
        GROUP BY stem
    ) counted
"""

# By typed word, the number of products that have exactly this word; stop words too.
_KNOWN = """
    SELECT json_object_agg(word, known.products) FROM search_words known
    WHERE known.language = taken.language AND word = ANY(typed.words) AND known.products > 0
"""

# Triples: a stop word that the catalogue uses as a word, its stem, and how many products have that.
_NAMED = """
    SELECT json_agg(json_build_array(one.word, counted.stem, counted.products))
    FROM unnest(typed.words) AS one(word)
    CROSS JOIN LATERAL (
        SELECT stem, sum(search_words.named) AS products FROM search_words
        WHERE search_words.language = taken.language AND search_words.named > 0 AND stem <> ''
            AND stem = tienda_stem_of_stop_word(taken.language, one.word)
        GROUP BY stem
    ) counted
    WHERE tienda_is_stop_word(taken.language, one.word)
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
SELECT taken.language, taken.stems, taken.places,
    sizes.products, sizes.size, sizes.name_words, typed.words,
    ({_FREQUENCIES}) AS frequencies,
    ({_KNOWN}) AS known,
    ({_NAMED}) AS named,
    ({_COMPLETIONS}) AS completions,
    ({_SYNONYMS}) AS synonyms,
    ({_COMPOUNDS}) AS compounds
FROM typed
CROSS JOIN ({_STEMS}) taken
LEFT JOIN search_sizes sizes ON sizes.language = taken.language
""").bindparams(sa.bindparam("query", type_=sa.Text()))  # noqa: S608 (made of constants)


async def look_up(connection: DirectConnection, query: str) -> ParsedQuery:
    """Return the words of a query with their lexicon in each language, in one round trip."""
    folded: list[str] = []
    known: dict[str, int] = {}
    compounded: set[str] = set()
    rows = {}
    for row in await connection.fetch(_LOOK_UP, {"query": query.replace("\0", " ")}):
        folded = row["words"] or []
        for word, products in (row["known"] or {}).items():
            known[word] = max(products, known.get(word, 0))
        for index, _, _ in row["compounds"] or []:
            compounded.update(folded[index : index + 2])
        rows[Language(row["language"])] = row
    stemmed = {language: _stemmed(row, folded) for language, row in rows.items()}
    lexicons = {language: _lexicon(rows[language], language, folded, stemmed) for language in rows}
    return ParsedQuery(folded, known, frozenset(compounded), lexicons)


@dataclass(frozen=True, slots=True)
class _Stemmed:
    """The stems of a query in one language."""

    stems: Mapping[str, int]
    """The stems in the order typed, and the index of the first word that each is of."""
    places: Mapping[int, str]
    """By index of a word, its stem; stop words have none."""
    frequencies: Mapping[str, int]
    named: frozenset[str] = frozenset()
    """The stop words that the catalogue uses as words."""
    is_aligned: bool = True
    """Whether each word has its place."""

    def drops(self, index: int) -> bool:
        """Whether the word at this index is a stop word."""
        return self.is_aligned and index not in self.places


def _stemmed(row: Mapping[str, Any], folded: Sequence[str]) -> _Stemmed:
    frequencies = dict(row["frequencies"] or {})
    places = {
        place - 1: stem
        for stem, positions in zip(row["stems"], row["places"] or [], strict=True)
        for place in positions
    }
    if max(places, default=-1) >= len(folded):
        # PostgreSQL's parser split a word again.
        stems = {stem: index for index, stem in enumerate(row["stems"])}
        return _Stemmed(stems, {}, frequencies, is_aligned=False)
    for word, stem, products in row["named"] or []:
        places |= {index: stem for index, other in enumerate(folded) if other == word}
        frequencies[stem] = max(products, frequencies.get(stem, 0))
    first_places: dict[str, int] = {}
    for index in sorted(places):
        first_places.setdefault(places[index], index)
    named = frozenset(word for word, _, _ in row["named"] or [])
    return _Stemmed(first_places, places, frequencies, named)


def _lexicon(
    row: Mapping[str, Any],
    language: Language,
    folded: Sequence[str],
    stemmed: Mapping[Language, _Stemmed],
) -> Lexicon:
    own = stemmed[language]
    others = [other for name, other in stemmed.items() if name is not language]
    stems = _rarest([*own.stems], own.frequencies)
    completions = row["completions"]
    product_count = row["products"] or 0
    compounds, codes = _compounds(row["compounds"] or [], own.places, stems)
    return Lexicon(
        language=language,
        stems=stems,
        frequencies=own.frequencies,
        product_count=product_count,
        mean_length=(row["size"] or 1) / max(1, product_count),
        mean_name_length=(row["name_words"] or 1) / max(1, product_count),
        name_key=" ".join(folded),
        completions=completions if completions and is_plain_word(folded[-1]) else {},
        synonyms=_synonyms(row["synonyms"] or []),
        compounds=compounds,
        codes=codes,
        foreign=frozenset(
            stem for stem in stems if any(other.drops(own.stems[stem]) for other in others)
        ),
        stop_words=own.named.union(word for i, word in enumerate(folded) if own.drops(i)),
        last_stem=own.places.get(len(folded) - 1, ""),
    )


def _compounds(
    rows: Sequence[tuple[int, str, int]], places: Mapping[int, str], stems: Sequence[str]
) -> tuple[Mapping[int, tuple[str, int]], Mapping[str, tuple[str, int]]]:
    """Return the compounds of two adjacent stems, and those of a stop word and a stem."""
    compounds: dict[int, tuple[str, int]] = {}
    codes: dict[str, tuple[str, int]] = {}
    for index, compound, products in rows:
        parts = [places[place] for place in (index, index + 1) if place in places]
        kept = [part for part in parts if part in stems]
        if len(kept) == 1 and len(parts) == 1:
            codes[kept[0]] = (compound, products)
        elif len(kept) > 1 and stems.index(kept[1]) == stems.index(kept[0]) + 1:
            compounds[stems.index(kept[0])] = (compound, products)
    return compounds, codes


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
