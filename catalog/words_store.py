"""Reads what the search index knows of words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language
from catalog.tables import product_search
from catalog.words import Lexicon, rarest

_TAKEN = """
SELECT '{language}' AS language, ARRAY(
    SELECT lexeme
    FROM unnest(to_tsvector('tienda_{language}', tienda_words('{language}', :words)))
    ORDER BY positions[1]
) AS stems
"""
_IN_EACH = " UNION ALL ".join(_TAKEN.format(language=language.value) for language in Language)
_LOOK_UP = f"""
WITH typed AS MATERIALIZED (SELECT string_to_array(tienda_fold(:words), ' ') AS words)
SELECT taken.language, taken.stems, sizes.products, sizes.size, sizes.name_words, typed.words, (
    SELECT json_object_agg(counted.stem, counted.products) FROM (
        SELECT stem, sum(products) AS products FROM search_words
        WHERE search_words.language = taken.language AND stem = ANY(taken.stems) AND products > 0
        GROUP BY stem
    ) counted
) AS frequencies, (
    SELECT json_object_agg(word, known.products) FROM search_words known
    WHERE known.language = taken.language AND word = ANY(typed.words) AND known.products > 0
) AS known
FROM typed
CROSS JOIN ({_IN_EACH}) taken
LEFT JOIN search_sizes sizes ON sizes.language = taken.language
"""  # noqa: S608 (made of the languages' names)

_KNOWN = sa.text("""
SELECT word, products, stem <> '' AS means FROM search_words
WHERE language = :language AND word = ANY(:words) AND products > 0
""")
_LIKE = sa.text("""
SELECT word, products FROM search_words
WHERE language = :language AND word % :word AND products > 0 AND stem <> ''
ORDER BY similarity(word, :word) DESC, products DESC LIMIT :limit
""")
_BEGUN = sa.text("""
SELECT word, products FROM search_words
WHERE language = :language AND word >= :word AND word < :word || 'zzz'
    AND products > 0 AND stem <> ''
ORDER BY products DESC, word LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the search index knows of what was typed."""

    words: list[str]
    """Without accents and capitals, as the index has them."""
    known: Mapping[str, int]
    """Those that products have, in any language, with how many do."""
    lexicons: Mapping[Language, Lexicon]


async def look_up(connection: AsyncConnection, words: list[str]) -> Typed:
    """Answer what each language knows of the words, in one round trip."""
    statement = sa.text(_LOOK_UP).bindparams(
        sa.bindparam("words", " ".join(words), type_=sa.Text())
    )
    typed: list[str] = []
    known: dict[str, int] = {}
    lexicons = {}
    for row in await connection.execute(statement):
        frequencies = row.frequencies or {}
        products = row.products or 0
        typed = row.words or []
        for word, having in (row.known or {}).items():
            known[word] = max(having, known.get(word, 0))
        lexicons[Language(row.language)] = Lexicon(
            language=Language(row.language),
            stems=rarest(row.stems, frequencies),
            frequencies=frequencies,
            products=products,
            size=float(row.size or 1) / max(1, products),
            name_words=float(row.name_words or 1) / max(1, products),
        )
    return Typed(typed, known, lexicons)


@dataclass(frozen=True, slots=True)
class Known:
    """A word that products have."""

    products: int
    means: bool
    """Whether it means something by itself, unlike "de"."""


async def known(
    connection: AsyncConnection, words: Collection[str], language: Language
) -> dict[str, Known]:
    """Answer those of the words that products have in the language."""
    statement = _KNOWN.bindparams(
        sa.bindparam("words", list(words), type_=pg.ARRAY(sa.Text)),
        sa.bindparam("language", language.value),
    )
    rows = await connection.execute(statement)
    return {row.word: Known(row.products, row.means) for row in rows}


async def like(
    connection: AsyncConnection, word: str, language: Language, limit: int
) -> dict[str, int]:
    """Answer words that share letters with this one, three in a row at a time."""
    values = {"word": word, "language": language.value, "limit": limit}
    return {row.word: row.products for row in await connection.execute(_LIKE, values)}


async def begun(
    connection: AsyncConnection, word: str, language: Language, limit: int
) -> dict[str, int]:
    """Answer the commonest words that begin so."""
    values = {"word": word, "language": language.value, "limit": limit}
    return {row.word: row.products for row in await connection.execute(_BEGUN, values)}


async def is_brand(connection: AsyncConnection, word: str) -> bool:
    """Whether it is in the brand or the category of a product; for a rare word."""
    answers = [
        sa.and_(
            product_search.c.language == language.value,
            product_search.c.vector.bool_op("@@")(_of_brand(language, word)),
        )
        for language in Language
    ]
    found = sa.select(product_search.c.product_id).where(sa.or_(*answers)).exists()
    return bool((await connection.execute(sa.select(found))).scalar_one())


def _of_brand(language: Language, word: str) -> sa.ColumnElement[Any]:
    # The word is letters alone.
    stem = sa.func.tienda_stem(language.value, word)
    return sa.cast(sa.func.concat("'", stem, "':B"), pg.TSQUERY)
