"""The SQL of one product's images, which are in the table `pictures`."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ImageDraft, ImageSource
from catalog.tables import pictures, products


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


async def upsert_image(
    connection: AsyncConnection, product_id: UUID, position: int, image: ImageDraft, now: datetime
) -> None:
    """Write the image at this position, and give the product a new version."""
    row = {
        "product_id": product_id,
        "position": position,
        "sources": [[source.key, source.width, source.height] for source in image.sources],
        "alts": dict(image.alts),
    }
    insert = pg.insert(pictures).values(row)
    keys = {"product_id", "position"}
    changed = {name: insert.excluded[name] for name in row.keys() - keys}
    await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))
    await connection.execute(
        products.update()
        .where(products.c.id == product_id)
        .values(version=products.c.version + 1, updated_at=now)
    )
