"""Filters products by their attributes, as SQL.

A product with an attribute also has its words, and words are indexed: attributes need no index of
their own.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.query.tsquery import TsQuery, all_of, any_of, group
from catalog.tables import product_search, product_texts
from catalog.translations import language_preference
from chassis.db.asyncpg_connection import DirectConnection

_WORDS = {
    language: sa.text(f"""
        SELECT name, query::text AS query, numnode(query) = 0 AS is_empty
        FROM unnest(:names, :pairs) AS chosen(name, pair),
            plainto_tsquery('tienda_{language}', tienda_words('{language}', pair)) AS query
    """).bindparams(  # noqa: S608 (made of the languages' names)
        sa.bindparam("names", type_=pg.ARRAY(sa.Text())),
        sa.bindparam("pairs", type_=pg.ARRAY(sa.Text())),
    )
    for language in Language
}


async def described(
    connection: DirectConnection, attributes: Mapping[str, Collection[str]], language: Language
) -> TsQuery | None:
    """Return a tsquery for the words of at least one value of each attribute.

    Attributes with a name and value that are only stop words ("de") are left out. Return None if
    all are.
    """
    if not attributes:
        return None
    chosen = [(name, f"{name} {value}") for name in attributes for value in attributes[name]]
    names, pairs = zip(*chosen, strict=True)
    queries: dict[str, list[TsQuery]] = {}
    without_words = set()
    for row in await connection.fetch(_WORDS[language], {"names": names, "pairs": pairs}):
        if row["is_empty"]:
            without_words.add(row["name"])
        else:
            queries.setdefault(row["name"], []).append(group(row["query"]))
    each = [
        group(any_of(some_words))
        for name, some_words in queries.items()
        if name not in without_words
    ]
    return all_of(each) if each else None


def is_described(product_id: sa.ColumnElement[UUID], language: Language) -> sa.ColumnElement[bool]:
    """Whether the product matches the tsquery of the parameter `described`."""
    row = product_search.alias("described")
    query = sa.bindparam("described", type_=pg.TSQUERY())
    # A literal, so that the partial index of the language fits.
    is_of = row.c.language == sa.literal_column(f"'{language.value}'")
    return product_id.in_(
        sa.select(row.c.product_id).where(is_of, row.c.vector.bool_op("@@")(query))
    )


def has_attributes(
    product_id: sa.ColumnElement[UUID], language: Language, filters: Collection[str]
) -> sa.ColumnElement[bool]:
    """Whether the text that is shown has each `attribute_N` with one of `values_N`.

    `filters` are the names of the given parameters. Containment would not do: in jsonb, ["Color",
    "Rojo"] contains ["Rojo", "Color"] and ["Color"].
    """
    chosen = sum(name.startswith("attribute_") for name in filters)
    attributes = shown_attributes(product_id, language)
    return sa.and_(*(_has(attributes, number) for number in range(chosen)))


def shown_attributes(
    product_id: sa.ColumnElement[UUID], language: Language
) -> sa.ScalarSelect[Any]:
    """Select the attributes in the text of a product that is shown in the language."""
    text = product_texts
    return (
        sa.select(text.c.attributes)
        .where(text.c.product_id == product_id)
        .order_by(*language_preference(text.c.language, language))
        .limit(sa.literal_column("1"))
        .correlate_except(text)
        .scalar_subquery()
    )


def _has(attributes: sa.ColumnElement[Any], number: int) -> sa.ColumnElement[bool]:
    pair = sa.func.jsonb_array_elements(attributes).column_valued(f"pair_{number}")
    values = sa.bindparam(f"values_{number}", type_=pg.ARRAY(sa.Text()))
    return sa.exists(
        sa.select(sa.literal_column("1")).where(
            name_of(pair) == sa.bindparam(f"attribute_{number}", type_=sa.Text()),
            value_of(pair) == sa.any_(values),
        )
    )


def name_of(pair: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Return the name in a pair of a text's attributes."""
    return pair.op("->>", return_type=sa.Text())(sa.literal_column("0"))


def value_of(pair: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Return the value in a pair of a text's attributes."""
    return pair.op("->>", return_type=sa.Text())(sa.literal_column("1"))
