"""Reads what the search index knows of words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.query.lexicon import Lexicon, rarest
from catalog.search.query.spelling import MIN_PREFIX_LENGTH, may_be_misspelt
from chassis.db.asyncpg_connection import DirectConnection

_TAKEN = """
SELECT '{language}' AS language, ARRAY(
    SELECT lexeme
    FROM unnest(to_tsvector('tienda_{language}', tienda_words('{language}', :words)))
    ORDER BY positions[1]
) AS stems
"""
BEGUN_WORDS, MAX_BEGUN = 5, 2
"""Words that begin with the last one typed, the commonest, and stems of them that are told."""
_IN_EACH = " UNION ALL ".join(_TAKEN.format(language=language.value) for language in Language)
_LOOK_UP = sa.text(f"""
WITH typed AS MATERIALIZED (
    SELECT words, words[cardinality(words)] AS last
    FROM string_to_array(tienda_fold(:words), ' ') AS words
)
SELECT taken.language, taken.stems, sizes.products, sizes.size, sizes.name_words, typed.words, (
    SELECT json_object_agg(counted.stem, counted.products) FROM (
        SELECT stem, sum(products) AS products FROM search_words
        WHERE search_words.language = taken.language AND stem = ANY(taken.stems) AND products > 0
        GROUP BY stem
    ) counted
) AS frequencies, (
    SELECT json_object_agg(word, known.products) FROM search_words known
    WHERE known.language = taken.language AND word = ANY(typed.words) AND known.products > 0
) AS known, (
    SELECT json_object_agg(begun.stem, begun.products) FROM (
        SELECT stem, sum(products) AS products FROM (
            SELECT stem, products FROM search_words longer
            WHERE longer.language = taken.language AND longer.products > 0
                AND word > typed.last AND word < typed.last || chr(1114111)
                AND stem NOT IN ('', taken.stems[cardinality(taken.stems)])
            ORDER BY products DESC, word LIMIT {BEGUN_WORDS}
        ) longer GROUP BY stem ORDER BY sum(products) DESC, stem LIMIT {MAX_BEGUN}
    ) begun
    WHERE length(typed.last) >= {MIN_PREFIX_LENGTH}
        AND (
            -- Each word has a stem of its own then, and to make one anew costs as much as the rest.
            cardinality(taken.stems) = cardinality(typed.words)
            OR tienda_stem(taken.language, typed.last) = taken.stems[cardinality(taken.stems)]
        )
) AS begun, (
    SELECT json_agg(json_build_array(synonyms.stem, other, (
        SELECT sum(products) FROM search_words
        WHERE search_words.language = taken.language AND search_words.stem = other
    ))) FROM search_synonyms synonyms
    WHERE synonyms.language = taken.language AND synonyms.stem = ANY(taken.stems)
) AS same, (
    SELECT json_agg(json_build_array(place - 1, joined.stem, joined.products))
    FROM generate_series(1, cardinality(typed.words) - 1) AS place
    -- Limited, so that each is looked up: how few they are a plan that is kept does not know.
    CROSS JOIN LATERAL (
        SELECT stem, products FROM search_words
        WHERE search_words.language = taken.language AND products > 0 AND stem <> ''
            AND word = typed.words[place] || typed.words[place + 1]
        LIMIT 1
    ) joined
) AS joined
FROM typed
CROSS JOIN ({_IN_EACH}) taken
LEFT JOIN search_sizes sizes ON sizes.language = taken.language
""").bindparams(sa.bindparam("words", type_=sa.Text()))  # noqa: S608 (made of the languages' names)

_LANGUAGE, _WORD = sa.bindparam("language", type_=sa.Text()), sa.bindparam("word", type_=sa.Text())
_LIMIT = sa.bindparam("limit", type_=sa.BigInteger())
_KNOWN = sa.text("""
SELECT word, products, stem <> '' AS means FROM search_words
WHERE language = :language AND word = ANY(:words) AND products > 0
""").bindparams(_LANGUAGE, sa.bindparam("words", type_=pg.ARRAY(sa.Text())))
_LIKE = sa.text("""
SELECT word, products FROM search_words
WHERE language = :language AND word % :word AND products > 0 AND stem <> ''
ORDER BY similarity(word, :word) DESC, products DESC LIMIT :limit
""").bindparams(_LANGUAGE, _WORD, _LIMIT)
_BEGUN = sa.text("""
SELECT word, products FROM search_words
WHERE language = :language AND word >= :word AND word < :word || chr(1114111)
    AND products > 0 AND stem <> ''
ORDER BY products DESC, word LIMIT :limit
""").bindparams(_LANGUAGE, _WORD, _LIMIT)
_STEMS_BEGUN = sa.text("""
SELECT stem, sum(products) AS products FROM (
    SELECT stem, products FROM search_words
    WHERE language = :language AND word >= :word AND word < :word || chr(1114111)
        AND products > 0 AND stem <> ''
    ORDER BY products DESC, word LIMIT :limit
) begun GROUP BY stem
""").bindparams(_LANGUAGE, _WORD, _LIMIT)
# A language written out has its index of words to go by. Materialized: EXISTS alone may be taken
# for a look at the first rows, any of which could be one, and where none is that reads them all.
_BRANDED = {
    language.value: f"""
    SELECT 1 FROM product_search WHERE language = '{language.value}' AND vector @@ CAST(
        concat('''', tienda_stem('{language.value}', :word), '''\\:B') AS tsquery
    )
    """  # noqa: S608
    for language in Language
}
IS_BRAND = sa.text(
    f"""
    WITH {", ".join(f"{name} AS MATERIALIZED ({query})" for name, query in _BRANDED.items())}
    SELECT {" OR ".join(f"EXISTS (SELECT FROM {name})" for name in _BRANDED)}
    """  # noqa: S608
).bindparams(_WORD)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the search index knows of what was typed."""

    words: list[str]
    """Without accents and capitals, as the index has them."""
    known: Mapping[str, int]
    """Those that products have, in any language, with how many do."""
    together: Collection[str]
    """Those that are one word with the one beside them: "head set"."""
    lexicons: Mapping[Language, Lexicon]


async def look_up(connection: DirectConnection, words: list[str]) -> Typed:
    """Return what each language knows of the words, in one round trip."""
    typed: list[str] = []
    known: dict[str, int] = {}
    together: set[str] = set()
    lexicons = {}
    for row in await connection.fetch(_LOOK_UP, {"words": " ".join(words)}):
        frequencies = row["frequencies"] or {}
        products = row["products"] or 0
        typed = row["words"] or []
        for word, having in (row["known"] or {}).items():
            known[word] = max(having, known.get(word, 0))
        joined = {place: (stem, having) for place, stem, having in row["joined"] or []}
        together |= {word for place in joined for word in typed[place : place + 2]}
        language = Language(row["language"])
        lexicons[language] = Lexicon(
            language=language,
            stems=rarest(row["stems"], frequencies),
            frequencies=frequencies,
            products=products,
            size=(row["size"] or 1) / max(1, products),
            name_words=(row["name_words"] or 1) / max(1, products),
            whole=" ".join(typed),
            begun=_begun(typed, row["begun"] or {}),
            same=_same(row["same"] or []),
            # Where words were left out, which of them stand side by side is not known.
            joined=joined if len(row["stems"]) == len(typed) else {},
        )
    return Typed(typed, known, frozenset(together), lexicons)


def _same(rows: Sequence[tuple[str, str, int | None]]) -> Mapping[str, Mapping[str, int]]:
    same: dict[str, dict[str, int]] = {}
    for stem, other, products in rows:
        if products:
            same.setdefault(stem, {})[other] = products
    return same


def _begun(typed: Sequence[str], begun: Mapping[str, int]) -> Mapping[str, int]:
    return begun if begun and may_be_misspelt(typed[-1]) else {}


@dataclass(frozen=True, slots=True)
class Known:
    """A word that products have."""

    products: int
    means: bool
    """Whether it means something by itself, unlike "de"."""


async def known(
    connection: DirectConnection, words: Collection[str], language: Language
) -> dict[str, Known]:
    """Return those of the words that products have in the language."""
    values = {"words": list(words), "language": language.value}
    return {word: Known(n, means) for word, n, means in await connection.fetch(_KNOWN, values)}


async def like(
    connection: DirectConnection, word: str, language: Language, limit: int
) -> dict[str, int]:
    """Return words that share letters with this one, three in a row at a time."""
    values = {"word": word, "language": language.value, "limit": limit}
    return dict(await connection.fetch(_LIKE, values))


async def begun(
    connection: DirectConnection, word: str, language: Language, limit: int
) -> dict[str, int]:
    """Return the commonest words that begin so."""
    values = {"word": word, "language": language.value, "limit": limit}
    return dict(await connection.fetch(_BEGUN, values))


async def stems_begun(
    connection: DirectConnection, word: str, language: Language, limit: int
) -> dict[str, int]:
    """Return the stems of the commonest words that begin so, with how many products have them."""
    values = {"word": word, "language": language.value, "limit": limit}
    rows = await connection.fetch(_STEMS_BEGUN, values)
    return {stem: int(products) for stem, products in rows}


async def is_brand(connection: DirectConnection, word: str) -> bool:
    """Whether it is in the brand or the category of a product; for a rare word of letters alone."""
    [(is_one,)] = await connection.fetch(IS_BRAND, {"word": word})
    return bool(is_one)
