"""Writes the synonyms by their stems, which the database computes."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language
from catalog.tables import search_synonyms

_ADD = sa.text("""
WITH stemmed AS MATERIALIZED (
    SELECT number, tienda_stem(:language, tienda_fold(word)) AS stem
    FROM unnest(:numbers, :words) AS given (number, word)
)
INSERT INTO search_synonyms
SELECT DISTINCT :language, word.stem, other.stem
FROM stemmed word JOIN stemmed other USING (number)
WHERE word.stem <> other.stem AND '' NOT IN (word.stem, other.stem)
""").bindparams(
    sa.bindparam("language", type_=sa.Text()),
    sa.bindparam("numbers", type_=pg.ARRAY(sa.Integer())),
    sa.bindparam("words", type_=pg.ARRAY(sa.Text())),
)


async def replace_synonyms(
    connection: AsyncConnection, synonyms: Mapping[Language, Sequence[Sequence[str]]]
) -> None:
    """Replace all synonyms by these groups of words, in the caller's transaction."""
    # Blocks other transactions that replace synonyms, but not searches.
    await connection.execute(sa.text("LOCK TABLE search_synonyms IN SHARE ROW EXCLUSIVE MODE"))
    await connection.execute(sa.delete(search_synonyms))
    for language, groups in synonyms.items():
        numbered = [(number, word) for number, group in enumerate(groups) for word in group]
        values = {
            "language": language.value,
            "numbers": [number for number, _ in numbered],
            "words": [word for _, word in numbered],
        }
        await connection.execute(_ADD, values)
