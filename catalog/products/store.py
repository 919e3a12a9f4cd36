"""The SQL that reads products.

A statement is built once for each language: to build one takes longer than to run it.
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
    ImageDraft,
    ImageSource,
    Language,
    Product,
    ProductText,
)
from catalog.products.price_store import lowest_before_reduction
from catalog.products.state import state_of
from catalog.tables import categories, past_slugs, pictures, product_texts, products
from catalog.translations import array_parameter, category_names, localized_text
from chassis.money import Money


async def look_up_products(
    connection: AsyncConnection, ids: Collection[UUID], slugs: Collection[str], language: Language
) -> tuple[dict[UUID, Product], dict[str, UUID]]:
    """Return the products with these ids and slugs, by id, and the owner of each slug.

    Slugs may be ones that products had before. The products have their lowest price before a
    reduction, which those in a list do not have.
    """
    found = await _read(connection, ids, slugs, language)
    owners = {product.slug: product.id for product in found.values()}
    if past := [slug for slug in slugs if slug not in owners]:
        query = sa.select(past_slugs.c.slug, past_slugs.c.product_id)
        rows = await connection.execute(query.where(past_slugs.c.slug.in_(past)))
        before = {row.slug: row.product_id for row in rows}
        if before:
            owners |= before
            found |= await _read(connection, before.values(), (), language)
    return found, owners


async def list_texts(connection: AsyncConnection, product_id: UUID) -> dict[str, ProductText]:
    """Return the product's texts by language."""
    texts = product_texts.c
    query = sa.select(texts.language, texts.name, texts.description, texts.attributes)
    rows = await connection.execute(query.where(texts.product_id == product_id))
    return {row.language: _text(row) for row in rows}


async def list_images(connection: AsyncConnection, product_id: UUID) -> list[ImageDraft]:
    """Return the product's images in their order."""
    query = (
        sa.select(pictures.c.sources, pictures.c.alts)
        .where(pictures.c.product_id == product_id)
        .order_by(pictures.c.position)
    )
    return [
        ImageDraft(tuple(ImageSource(*source) for source in row.sources), row.alts)
        for row in await connection.execute(query)
    ]


async def list_products(
    connection: AsyncConnection, ids: Collection[UUID], language: Language
) -> list[Product]:
    """Return the products in the order of the ids, without ids that no product has."""
    if not ids:
        return []
    found = await _read(connection, ids, (), language, is_list=True)
    return [found[product_id] for product_id in ids if product_id in found]


async def _read(
    connection: AsyncConnection,
    ids: Collection[UUID],
    slugs: Collection[str],
    language: Language,
    *,
    is_list: bool = False,
) -> dict[UUID, Product]:
    """Return the products with these ids and slugs, by id; for a list, without what none shows."""
    keys = {"ids": list(ids), "slugs": list(slugs)}
    rows = (await connection.execute(_select_products(language, is_list), keys)).all()
    category_slugs = {slug for row in rows for slug in row.path}
    names = await category_names(connection, category_slugs, language) if category_slugs else {}
    return {row.id: _product(row, names, language) for row in rows}


@functools.cache
def _select_products(language: Language, is_list: bool) -> sa.Select[Any]:
    named = (
        sa.select(sa.func.array_agg(products.c.id))
        .where(products.c.slug == sa.any_(array_parameter("slugs", sa.Text())))
        .scalar_subquery()
    )
    ids = array_parameter("ids", sa.Uuid())
    text = localized_text(products.c.id, language)
    images = (
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
            sa.type_coerce(images, pg.JSONB).label("pictures"),
            # It is expensive, and lists do not show it.
            (sa.null() if is_list else lowest_before_reduction()).label("lowest"),
        )
        .join(categories, categories.c.id == products.c.category_id)
        .join(text, sa.true())
        # One array: PostgreSQL looks in the index for each of its ids, and would not for an OR.
        .where(products.c.id == sa.any_(ids if is_list else sa.func.array_cat(ids, named)))
    )


def _product(row: sa.Row[Any], names: Mapping[str, str], language: Language) -> Product:
    return Product(
        id=row.id,
        sku=row.sku,
        slug=row.slug,
        language=Language(row.language),
        text=_text(row),
        categories=tuple(CategoryRef(slug, names[slug]) for slug in row.path),
        price=Money(row.price_amount, row.currency),
        brand=row.brand,
        images=tuple(
            _image(sources, alts, row.name, language) for sources, alts in row.pictures or ()
        ),
        state=state_of(archived=row.archived, draft=row.draft),
        available=row.available,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        lowest_before_reduction=row.lowest and Money(row.lowest, row.currency),
    )


def _text(row: Any) -> ProductText:
    return ProductText(
        row.name, row.description, tuple(Attribute(*pair) for pair in row.attributes)
    )


def _image(
    sources: Iterable[Iterable[Any]], alts: Mapping[str, str], name: str, language: Language
) -> Image:
    """Return an image, with the product's name where it has no alternative text."""
    alt = alts.get(language) or alts.get(DEFAULT_LANGUAGE) or name
    return Image(tuple(ImageSource(*source) for source in sources), alt)
