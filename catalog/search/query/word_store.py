"""Reads the words of the search index: exact, similar, and by prefix."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.query.tsquery import has_stem
from chassis.db.asyncpg_connection import DirectConnection

_LANGUAGE, _WORD = sa.bindparam("language", type_=sa.Text()), sa.bindparam("word", type_=sa.Text())
_LIMIT = sa.bindparam("limit", type_=sa.BigInteger())


class IndexedWord(NamedTuple):
    """A word that products have."""

    products: int
    is_stop_word: bool
    """Whether it means nothing by itself, like "de"."""


_FIND = sa.text("""
SELECT word, products, stem = '' AS is_stop_word FROM search_words
WHERE language = :language AND word = ANY(:words) AND products > 0
""").bindparams(_LANGUAGE, sa.bindparam("words", type_=pg.ARRAY(sa.Text())))


async def find_words(
    connection: DirectConnection, words: Collection[str], language: Language
) -> dict[str, IndexedWord]:
    """Return those of the words that products have in the language."""
    rows = await connection.fetch(_FIND, {"words": list(words), "language": language.value})
    return {word: IndexedWord(products, is_stop) for word, products, is_stop in rows}


_SIMILAR = sa.text("""
SELECT word, products FROM search_words
WHERE language = :language AND word % :word AND products > 0 AND stem <> ''
ORDER BY similarity(word, :word) DESC, products DESC LIMIT :limit
""").bindparams(_LANGUAGE, _WORD, _LIMIT)


async def similar_words(
    connection: DirectConnection, word: str, language: Language, limit: int
) -> dict[str, int]:
    """Return the words that share the most trigrams with it, with their numbers of products."""
    values = {"word": word, "language": language.value, "limit": limit}
    return dict(await connection.fetch(_SIMILAR, values))


_WITH_PREFIX = sa.text("""
SELECT word, products FROM search_words
WHERE language = :language AND word >= :word AND word < :word || chr(1114111)
    AND products > 0 AND stem <> ''
ORDER BY products DESC, word LIMIT :limit
""").bindparams(_LANGUAGE, _WORD, _LIMIT)


async def words_with_prefix(
    connection: DirectConnection, prefix: str, language: Language, limit: int
) -> dict[str, int]:
    """Return the most common words that begin with the prefix, with their numbers of products."""
    values = {"word": prefix, "language": language.value, "limit": limit}
    return dict(await connection.fetch(_WITH_PREFIX, values))


_STEMS_WITH_PREFIX = sa.text("""
SELECT stem, sum(products) AS products FROM (
    SELECT stem, products FROM search_words
    WHERE language = :language AND word >= :word AND word < :word || chr(1114111)
        AND products > 0 AND stem <> ''
    ORDER BY products DESC, word LIMIT :limit
) begun GROUP BY stem
""").bindparams(_LANGUAGE, _WORD, _LIMIT)


async def stems_with_prefix(
    connection: DirectConnection, prefix: str, language: Language, limit: int
) -> dict[str, int]:
    """Return the stems of the most common words with the prefix, with their numbers of products."""
    values = {"word": prefix, "language": language.value, "limit": limit}
    rows = await connection.fetch(_STEMS_WITH_PREFIX, values)
    return {stem: int(products) for stem, products in rows}


# The language is a literal, so that its partial index fits. Materialized: for EXISTS alone,
# PostgreSQL may plan to scan until the first match, and where there is none it reads all rows.
# Without a tsquery no product matches.
_BRANDED = {
    language.value: f"""
    SELECT 1 FROM product_search
    WHERE language = '{language.value}' AND vector @@ :brand_{language.value}
    """  # noqa: S608
    for language in Language
}
IS_BRAND = sa.text(
    f"""
    WITH {", ".join(f"{name} AS MATERIALIZED ({query})" for name, query in _BRANDED.items())}
    SELECT {" OR ".join(f"EXISTS (SELECT FROM {name})" for name in _BRANDED)}
    """  # noqa: S608
).bindparams(*(sa.bindparam(f"brand_{name}", type_=pg.TSQUERY()) for name in _BRANDED))


async def is_brand(connection: DirectConnection, stems: Mapping[Language, str]) -> bool:
    """Whether the word with these stems is in the brand or the category of a product.

    The word must be rare. A language in which it is a stop word has no stem of it.
    """
    values = {
        f"brand_{language.value}": has_stem(stems[language], weight="B")
        if stems.get(language)
        else None
        for language in Language
    }
    [(is_one,)] = await connection.fetch(IS_BRAND, values)
    return bool(is_one)
