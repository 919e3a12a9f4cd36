"""Reads as much of products as a list shows."""

import functools
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import CategoryRef, Image, Language, Summary
from catalog.store import category_name, image_of, names_of, shown_text
from catalog.tables import categories, pictures, products
from chassis.direct import DirectConnection
from chassis.money import Money


async def read(
    connection: DirectConnection, ids: Collection[UUID], language: Language
) -> list[Summary]:
    """Answer the products in the order of the ids; unknown ids are left out."""
    if not ids:
        return []
    rows = await connection.fetch(_summaries(language), {"ids": list(ids)})
    found = {row["id"]: _summary(row, language) for row in rows}
    return [found[product_id] for product_id in ids if product_id in found]


async def category_names(
    connection: DirectConnection, slugs: Iterable[str], language: Language
) -> dict[str, str]:
    """Answer the names of these categories by slug."""
    wanted = list(set(slugs))
    rows = await connection.fetch(names_of(language), {"slugs": wanted}) if wanted else []
    return dict(rows)


@functools.cache
def _summaries(language: Language) -> sa.Select[Any]:
    text = shown_text(products.c.id, language)
    shown = (
        sa.select(pictures.c.sources, pictures.c.alts)
        .where(
            pictures.c.product_id == products.c.id,
            pictures.c.sources != sa.literal_column("'[]'::jsonb"),
        )
        .order_by(pictures.c.position)
        .limit(sa.literal_column("1"))
        .lateral("shown_picture")
    )
    return (
        sa.select(
            products.c.id,
            products.c.sku,
            products.c.slug,
            products.c.price_amount,
            products.c.currency,
            products.c.available,
            text.c.name,
            categories.c.slug.label("category"),
            category_name(language).label("category_name"),
            shown.c.sources,
            shown.c.alts,
        )
        .join(categories, categories.c.id == products.c.category_id)
        .join(text, sa.true())
        .outerjoin(shown, sa.true())
        .where(products.c.id == sa.any_(sa.bindparam("ids", type_=pg.ARRAY(sa.Uuid()))))
    )


def _summary(row: Any, language: Language) -> Summary:
    image: Image | None = None
    if row["sources"] is not None:
        image = image_of(row["sources"], row["alts"], row["name"], language)
    return Summary(
        id=row["id"],
        sku=row["sku"],
        slug=row["slug"],
        name=row["name"],
        category=CategoryRef(row["category"], row["category_name"]),
        price=Money(row["price_amount"], row["currency"]),
        image=image,
        available=row["available"],
    )
