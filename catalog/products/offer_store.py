"""The SQL that reads offers: what an order needs of products, and no more."""

import functools
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language, Offer, ProductState
from catalog.products.state import is_in
from catalog.tables import products
from catalog.translations import localized_text
from chassis.db.asyncpg_connection import DirectConnection
from chassis.money import Money


async def list_offers(
    connection: DirectConnection, ids: Collection[UUID], language: Language
) -> list[Offer]:
    """Return the offers in the order of the ids, without drafts and ids that no product has."""
    rows = await connection.fetch(_offers(language), {"ids": list(ids)})
    offers = {
        product_id: Offer(product_id, slug, name, Money(amount, currency), archived)
        for product_id, slug, name, amount, currency, archived in rows
    }
    return [offers[product_id] for product_id in ids if product_id in offers]


@functools.cache
def _offers(language: Language) -> sa.Select[Any]:
    text = localized_text(products.c.id, language)
    return (
        sa.select(
            products.c.id,
            products.c.slug,
            text.c.name,
            products.c.price_amount,
            products.c.currency,
            products.c.archived,
        )
        .join(text, sa.true())
        .where(~is_in(ProductState.DRAFT))
        .where(products.c.id == sa.any_(sa.bindparam("ids", type_=pg.ARRAY(sa.Uuid()))))
    )
