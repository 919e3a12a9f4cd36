"""Reads the words of the search index: exact, similar, and by prefix."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
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


async def is_brand(connection: DirectConnection, word: str) -> bool:
    """Whether the word is in the brand or the category of a product.

    The word must be rare, and of letters only: it is put into a tsquery without quoting.
    """
    [(is_one,)] = await connection.fetch(IS_BRAND, {"word": word})
    return bool(is_one)
