"""Pictures by upload, from an admin's file to a product's page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ImageDraft, ImageSource, Language, Product, TooManyImages
from catalog.images import store as image_store
from catalog.images.rendition import Print
from catalog.products import commands as product_commands
from catalog.products import write_lock
from catalog.products.validation import MAX_IMAGES
from chassis.clock import Clock
from chassis.db.database import Database


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, and what it is for."""

    product_id: UUID
    version: int | None
    """Of the product, as the admin saw it; None: whichever it is."""
    media_type: str
    body: bytes
    alts: Mapping[str, str]
    """What it shows, by language; may be empty."""


class Develops(Protocol):
    """Makes pictures of files."""

    async def develop(self, body: bytes, media_type: str) -> list[Print]:
        """Return the picture's sizes, ascending by width. Raise InvalidImage."""


class Keeps(Protocol):
    """Keeps pictures where browsers find them."""

    async def put(self, picture: Print) -> ImageSource:
        """Keep one size of a picture; answer where. Raise Unavailable."""


class Picturing:
    """The use case, with what it needs."""

    def __init__(self, database: Database, clock: Clock, darkroom: Develops, shelf: Keeps) -> None:
        self._database = database
        self._clock = clock
        self._darkroom = darkroom
        self._shelf = shelf

    async def add(self, upload: Upload, language: Language) -> Product:
        """Put the picture behind those that the product has; return the product.

        One that it has already stays where it is. Raise ProductNotFound, VersionMismatch,
        InvalidImage, TooManyImages, Unavailable.
        """
        async with self._database.reading() as connection:
            # Before the work; what counts is how things stand after it.
            await _current(connection, upload, language)
        prints = await self._darkroom.develop(upload.body, upload.media_type)
        # First the objects, then who names them: a page never shows what is not there. If the
        # product has changed meanwhile they are left over, and the next try finds them in place.
        sources = tuple(await asyncio.gather(*map(self._shelf.put, prints)))
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            await _current(connection, upload, language)
            had = await image_store.pictures_of(connection, upload.product_id)
            position, image = _placed(had, sources, upload.alts)
            if position == len(had) or had[position] != image:
                await image_store.put_picture(
                    connection, upload.product_id, position, image, self._clock()
                )
            return await product_commands.read(connection, upload.product_id, language)


async def _current(connection: AsyncConnection, upload: Upload, language: Language) -> None:
    if upload.version is None:
        await product_commands.read(connection, upload.product_id, language)
    else:
        await product_commands.seen(connection, upload.product_id, upload.version, language)


def _placed(
    had: Sequence[ImageDraft], sources: tuple[ImageSource, ...], alts: Mapping[str, str]
) -> tuple[int, ImageDraft]:
    """Return where the picture goes, and with which words."""
    for position, image in enumerate(had):
        if image.sources == sources:
            return position, ImageDraft(sources, {**image.alts, **alts})
    if len(had) >= MAX_IMAGES:
        raise TooManyImages(f"a product has at most {MAX_IMAGES} pictures")
    return len(had), ImageDraft(sources, dict(alts))
