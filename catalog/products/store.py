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


async def find_product(
    connection: AsyncConnection, *, product_id: UUID | None, slug: str, language: Language
) -> Product | None:
    """Return the product with this id or, if `product_id` is None, with this slug.

    A slug may be one that the product had before. The product has its lowest price before a
    reduction, which products in a list do not have.
    """
    key = {"slug": slug} if product_id is None else {"id": product_id}
    found = await _read(connection, key, language)
    if not found and product_id is None:
        query = sa.select(past_slugs.c.product_id).where(past_slugs.c.slug == slug)
        if owner := (await connection.execute(query)).scalar_one_or_none():
            found = await _read(connection, {"id": owner}, language)
    return next(iter(found.values()), None)


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
    found = await _read(connection, {"ids": list(ids)}, language)
    return [found[product_id] for product_id in ids if product_id in found]


async def _read(
    connection: AsyncConnection, key: Mapping[str, Any], language: Language
) -> dict[UUID, Product]:
    """Return the products with this key (an `id`, a `slug` or some `ids`), by id."""
    (key_name,) = key
    rows = (await connection.execute(_select_products(key_name, language), key)).all()
    slugs = {slug for row in rows for slug in row.path}
    names = await category_names(connection, slugs, language) if slugs else {}
    return {row.id: _product(row, names, language) for row in rows}


@functools.cache
def _select_products(key_name: str, language: Language) -> sa.Select[Any]:
    conditions = {
        "id": products.c.id == sa.bindparam("id"),
        "slug": products.c.slug == sa.bindparam("slug"),
        "ids": products.c.id == sa.any_(array_parameter("ids", sa.Uuid())),
    }
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
            # For a single product only: it is expensive, and lists do not show it.
            (sa.null() if key_name == "ids" else lowest_before_reduction()).label("lowest"),
        )
        .join(categories, categories.c.id == products.c.category_id)
        .join(text, sa.true())
        .where(conditions[key_name])
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
