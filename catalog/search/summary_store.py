"""Reads the summaries of products that lists show, in one language."""

import functools
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import DEFAULT_LANGUAGE, Language, ProductSummary
from catalog.sql_json import json_list
from catalog.tables import pictures, products
from catalog.translations import localized_text
from chassis.db.asyncpg_connection import DirectConnection


async def read_summaries(
    connection: DirectConnection, ids: Sequence[str], language: Language
) -> list[ProductSummary]:
    """Return the summaries of the products, in no particular order, without unknown ids."""
    [(summaries,)] = await connection.fetch(_summaries(language), {"ids": ids})
    return _SUMMARIES.decode(summaries)


_SUMMARIES = msgspec.json.Decoder(list[ProductSummary])


@functools.cache
def _summaries(language: Language) -> sa.Select[Any]:
    text = localized_text(products.c.id, language)
    picture = _picture(products.c.id)
    alts = [
        picture.c.alts.op("->>")(sa.literal_column(f"'{one.value}'"))
        for one in dict.fromkeys((language, DEFAULT_LANGUAGE))
    ]
    summary = sa.func.json_build_array(
        products.c.id,
        products.c.version,
        products.c.sku,
        products.c.slug,
        text.c.name,
        products.c.currency,
        sa.case(
            (
                picture.c.sources.is_not(None),
                sa.func.json_build_array(
                    picture.c.sources,
                    sa.func.coalesce(*(sa.func.nullif(alt, "") for alt in alts), text.c.name),
                ),
            )
        ),
    )
    source = products.join(text, sa.true()).outerjoin(picture, sa.true())
    ids = sa.bindparam("ids", type_=pg.ARRAY(sa.Uuid()))
    return json_list(summary).select_from(source).where(products.c.id == sa.any_(ids))


def _picture(product_id: sa.ColumnElement[Any]) -> sa.FromClause:
    return (
        sa.select(pictures.c.sources, pictures.c.alts)
        .where(
            pictures.c.product_id == product_id,
            pictures.c.sources != sa.literal_column("'[]'::jsonb"),
        )
        .order_by(pictures.c.position)
        .limit(sa.literal_column("1"))
        .lateral("shown_picture")
    )
