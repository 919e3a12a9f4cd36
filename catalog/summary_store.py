"""Reads as much of products as a list shows, and the names of the categories beside it."""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import CategoryRef, Image, Language, Summary
from catalog.store import category_name, image_of, shown_text
from catalog.tables import categories, pictures, products
from chassis.direct import DirectConnection
from chassis.money import Money


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows in one language."""

    products: list[Summary]
    categories: Mapping[str, str]
    """Names by slug."""


async def read(
    connection: DirectConnection,
    ids: Collection[UUID],
    slugs: Collection[str],
    language: Language,
) -> Shown:
    """Answer the products in the order of the ids, and the categories, in one round trip.

    What is unknown is left out.
    """
    if not ids and not slugs:
        return Shown([], {})
    values = {"ids": list(ids), "slugs": list(slugs)}
    [(rows, names)] = await connection.fetch(_shown(language), values)
    named = {category_id: ref for category_id, *ref in _NAMES.decode(names or "[]")}
    found = {row.id: _summary(row, named, language) for row in _ROWS.decode(rows or "[]")}
    return Shown(
        [found[product_id] for product_id in ids if product_id in found], dict(named.values())
    )


class _Row(msgspec.Struct, array_like=True, gc=False):
    """A product, its fields in the order of the statement's."""

    id: UUID
    sku: str
    slug: str
    price: int
    currency: str
    available: bool
    name: str
    category_id: UUID
    sources: list[tuple[str, int, int]] | None
    alts: dict[str, str] | None


_ROWS = msgspec.json.Decoder(list[_Row])
_NAMES = msgspec.json.Decoder(list[tuple[UUID, str, str]])


@functools.cache
def _shown(language: Language) -> sa.Select[str, str]:
    text = shown_text(products.c.id, language)
    picture = (
        sa.select(pictures.c.sources, pictures.c.alts)
        .where(
            pictures.c.product_id == products.c.id,
            pictures.c.sources != sa.literal_column("'[]'::jsonb"),
        )
        .order_by(pictures.c.position)
        .limit(sa.literal_column("1"))
        .lateral("shown_picture")
    )
    shown = (
        sa.select(
            products.c.id,
            products.c.sku,
            products.c.slug,
            products.c.price_amount,
            products.c.currency,
            products.c.available,
            text.c.name,
            products.c.category_id,
            picture.c.sources,
            picture.c.alts,
        )
        .select_from(products.join(text, sa.true()).outerjoin(picture, sa.true()))
        .where(products.c.id == sa.any_(sa.bindparam("ids", type_=pg.ARRAY(sa.Uuid()))))
        .cte("shown")
    )
    named = sa.or_(
        categories.c.slug == sa.any_(sa.bindparam("slugs", type_=pg.ARRAY(sa.Text()))),
        categories.c.id.in_(sa.select(shown.c.category_id)),
    )
    names = sa.select(categories.c.id, categories.c.slug, category_name(language).label("name"))
    return sa.select(_as_text(shown), _as_text(names.where(named).subquery("named")))


def _as_text(rows: sa.FromClause) -> sa.ScalarSelect[str]:
    # Read by a decoder that knows its shape: quicker than a value at a time.
    listed = sa.func.json_agg(sa.func.json_build_array(*rows.c))
    return sa.select(sa.cast(listed, sa.Text)).select_from(rows).scalar_subquery()


def _summary(row: _Row, named: Mapping[UUID, list[str]], language: Language) -> Summary:
    image: Image | None = None
    if row.sources is not None:
        image = image_of(row.sources, row.alts or {}, row.name, language)
    slug, name = named[row.category_id]
    return Summary(
        id=row.id,
        sku=row.sku,
        slug=row.slug,
        name=row.name,
        category=CategoryRef(slug, name),
        price=Money(row.price, row.currency),
        image=image,
        available=row.available,
    )
