"""The SQL of one product's pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ImageDraft, ImageSource
from catalog.tables import pictures, products


async def pictures_of(connection: AsyncConnection, product_id: UUID) -> list[ImageDraft]:
    """Return the product's pictures in their order."""
    query = (
        sa.select(pictures.c.sources, pictures.c.alts)
        .where(pictures.c.product_id == product_id)
        .order_by(pictures.c.position)
    )
    return [
        ImageDraft(tuple(ImageSource(*source) for source in row.sources), row.alts)
        for row in await connection.execute(query)
    ]


async def put_picture(
    connection: AsyncConnection, product_id: UUID, position: int, image: ImageDraft, now: datetime
) -> None:
    """Write the picture at that position, and that the product has changed."""
    row = {
        "product_id": product_id,
        "position": position,
        "sources": sources_of(image.sources),
        "alts": dict(image.alts),
    }
    fresh = pg.insert(pictures).values(row)
    keys = {"product_id", "position"}
    changed = {name: fresh.excluded[name] for name in row.keys() - keys}
    await connection.execute(fresh.on_conflict_do_update(index_elements=keys, set_=changed))
    await connection.execute(
        products.update()
        .where(products.c.id == product_id)
        .values(version=products.c.version + 1, updated_at=now)
    )


def sources_of(sources: Sequence[ImageSource]) -> list[list[Any]]:
    """Write a picture's sizes as the table has them."""
    return [[source.key, source.width, source.height] for source in sources]
