"""Reads products and categories.

A statement is built once for each language: building one takes longer than running it.
"""

import functools
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import (
    DEFAULT_LANGUAGE,
    Attribute,
    CategoryRef,
    Image,
    ImageSource,
    Language,
    Product,
    Text,
)
from catalog.products.price_store import lowest_before_reduction
from catalog.tables import categories, pictures, products
from catalog.translations import _array, category_names, shown_text
from chassis.money import Money


async def find_product(
    connection: AsyncConnection, *, product_id: UUID | None, slug: str, language: Language
) -> Product | None:
    """Return the product that has the id or, with None, the slug, and whether it was reduced."""
    wanted = {"slug": slug} if product_id is None else {"id": product_id}
    found = await _read(connection, wanted, language)
    return next(iter(found.values()), None)


async def read_products(
    connection: AsyncConnection, ids: Collection[UUID], language: Language
) -> list[Product]:
    """Return the products in the order of the ids; unknown ids are left out."""
    if not ids:
        return []
    found = await _read(connection, {"ids": list(ids)}, language)
    return [found[product_id] for product_id in ids if product_id in found]


async def _read(
    connection: AsyncConnection, wanted: Mapping[str, Any], language: Language
) -> dict[UUID, Product]:
    """Return the products with the `id`, the `slug` or one of the `ids` wanted."""
    (column,) = wanted
    rows = (await connection.execute(_products(column, language), wanted)).all()
    slugs = {slug for row in rows for slug in row.path}
    names = await category_names(connection, slugs, language) if slugs else {}
    return {row.id: _product(row, names, language) for row in rows}


@functools.cache
def _products(column: str, language: Language) -> sa.Select[Any]:
    conditions = {
        "id": products.c.id == sa.bindparam("id"),
        "slug": products.c.slug == sa.bindparam("slug"),
        "ids": products.c.id == sa.any_(_array("ids", sa.Uuid())),
    }
    text = shown_text(products.c.id, language)
    shown = (
        sa.select(
            sa.func.jsonb_agg(
                pg.aggregate_order_by(
                    sa.func.jsonb_build_array(pictures.c.sources, pictures.c.alts),
                    pictures.c.position,
                )
            )
        )
        .where(pictures.c.product_id == products.c.id)
        .scalar_subquery()
    )
    return (
        sa.select(
            products,
            text.c.language,
            text.c.name,
            text.c.description,
            text.c.attributes,
            categories.c.path,
            sa.type_coerce(shown, pg.JSONB).label("pictures"),
            # Of one product alone: it is dear, and lists do not tell it.
            (sa.null() if column == "ids" else lowest_before_reduction()).label("lowest"),
        )
        .join(categories, categories.c.id == products.c.category_id)
        .join(text, sa.true())
        .where(conditions[column])
    )


def _product(row: sa.Row[Any], names: Mapping[str, str], language: Language) -> Product:
    return Product(
        id=row.id,
        sku=row.sku,
        slug=row.slug,
        language=Language(row.language),
        text=Text(row.name, row.description, tuple(Attribute(*pair) for pair in row.attributes)),
        categories=tuple(CategoryRef(slug, names[slug]) for slug in row.path),
        price=Money(row.price_amount, row.currency),
        brand=row.brand,
        images=tuple(
            image_of(sources, alts, row.name, language) for sources, alts in row.pictures or ()
        ),
        archived=row.archived,
        available=row.available,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        lowest_before_reduction=row.lowest and Money(row.lowest, row.currency),
    )


def image_of(
    sources: Iterable[Iterable[Any]], alts: Mapping[str, str], name: str, language: Language
) -> Image:
    """Read a picture; the product's name stands in for words about it."""
    alt = alts.get(language) or alts.get(DEFAULT_LANGUAGE) or name
    return Image(tuple(ImageSource(*source) for source in sources), alt)
