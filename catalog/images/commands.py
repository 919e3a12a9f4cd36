"""Uploads of images, from an admin's file to a product's page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ImageDraft, ImageSource, Language, Product, TooManyImages
from catalog.images import store as image_store
from catalog.images.rendition import Rendition
from catalog.products import commands as product_commands
from catalog.products import store as product_store
from catalog.products import write_lock
from catalog.products.validation import MAX_IMAGES
from chassis.clock import Clock
from chassis.db.database import Database


@dataclass(frozen=True, slots=True)
class ImageUpload:
    """An uploaded file, and the product that it belongs to."""

    product_id: UUID
    version: int | None
    """The product's version that the admin has seen; None if any version will do."""
    media_type: str
    body: bytes
    alts: Mapping[str, str]
    """Alternative texts by language; may be empty."""


class ImageProcessor(Protocol):
    """Makes renditions of files: catalog.images.processor.SubprocessImageProcessor."""

    async def render(self, body: bytes, media_type: str) -> list[Rendition]:
        """Return the image's renditions, ascending by width. Raise InvalidImage."""


class ImageStorage(Protocol):
    """Stores renditions where browsers find them: catalog.images.bucket.MediaBucket."""

    async def put(self, rendition: Rendition) -> ImageSource:
        """Store a rendition; return its key and size. Raise Unavailable."""


@dataclass(frozen=True, slots=True)
class ImageCommands:
    """The commands on images of products."""

    database: Database
    clock: Clock
    processor: ImageProcessor
    storage: ImageStorage

    async def add(self, upload: ImageUpload, language: Language) -> Product:
        """Add an image behind those that the product has; return the product.

        An image that the product has already keeps its position. Raise ProductNotFound,
        VersionMismatch, InvalidImage, TooManyImages, Unavailable.
        """
        async with self.database.reading() as connection:
            # Checked early to save the work, and again when the image is written.
            await _check_product(connection, upload, language)
        renditions = await self.processor.render(upload.body, upload.media_type)
        # The objects are stored before the row that names them, so no page shows a missing image.
        # If the product has changed meanwhile, they stay in the bucket, and the next upload reuses
        # them.
        sources = tuple(await asyncio.gather(*map(self.storage.put, renditions)))
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await _check_product(connection, upload, language)
            images = await product_store.list_images(connection, upload.product_id)
            position, image = _add_or_update(images, sources, upload.alts)
            if position == len(images) or images[position] != image:
                await image_store.upsert_image(
                    connection, upload.product_id, position, image, self.clock()
                )
            return await product_commands.get_product(connection, upload.product_id, language)


async def _check_product(
    connection: AsyncConnection, upload: ImageUpload, language: Language
) -> None:
    if upload.version is None:
        await product_commands.get_product(connection, upload.product_id, language)
    else:
        await product_commands.get_product_at_version(
            connection, upload.product_id, upload.version, language
        )


def _add_or_update(
    images: Sequence[ImageDraft], sources: tuple[ImageSource, ...], alts: Mapping[str, str]
) -> tuple[int, ImageDraft]:
    """Return the position of the image with these sources, and the image with the new texts."""
    for position, image in enumerate(images):
        if image.sources == sources:
            return position, ImageDraft(sources, {**image.alts, **alts})
    if len(images) >= MAX_IMAGES:
        raise TooManyImages(f"a product has at most {MAX_IMAGES} pictures")
    return len(images), ImageDraft(sources, dict(alts))
