"""The SQL that writes one product's images, which are in the table `pictures`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ImageDraft
from catalog.tables import pictures, products


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
