"""Reads a picture out of a multipart form, piece by piece: none is ever whole in here."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bff.errors.problems import Problem
from bff.schemas import ONE_LINE, Language

MAX_IMAGE: Final = 10_000_000
"""Bytes."""
IMAGE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
IMAGE_TIME: Final = 50.0
"""Seconds for all of it to arrive."""

_MAX_WORDS: Final = 300
"""Characters of what says what a picture shows."""
_FRAME: Final = 64 * 1024
"""Bytes that the form may take around its picture."""
_PIECE: Final = 256 * 1024
"""Bytes."""
_ALTS: Final[dict[str, Language]] = {"alt_es": "es", "alt_en": "en"}


@dataclass(frozen=True, slots=True)
class Start:
    """A picture begins; its type as the form says it."""

    media_type: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The next bytes of the picture."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Alt:
    """What the picture shows, in words."""

    language: Language
    text: str


class Form:
    """One form with one field "image" and, if you like, "alt_es" and "alt_en"."""

    def __init__(self, request: web.BaseRequest) -> None:
        self._request = request

    async def parts(self) -> AsyncIterator[Start | Piece | Alt]:
        """Return what the form brings, as it comes; a Start before any Piece. Raise Problem."""
        if self._request.content_type != "multipart/form-data":
            raise _unsupported()
        if (self._request.content_length or 0) > MAX_IMAGE + _FRAME:
            raise Problem("image-too-large")
        try:
            async with asyncio.timeout(IMAGE_TIME):
                async for part in self._parts():
                    yield part
        except TimeoutError:
            raise Problem("request-timeout", headers={"Connection": "close"}) from None
        except (ValueError, HttpProcessingError, web.RequestPayloadError, web.HTTPException):
            # What the form's reader raises where a form is not as it must be.
            raise Problem("malformed-request", headers={"Connection": "close"}) from None

    async def _parts(self) -> AsyncIterator[Start | Piece | Alt]:
        seen: set[str] = set()
        reader = await self._request.multipart()
        while (part := await reader.next()) is not None:
            name = part.name if isinstance(part, BodyPartReader) else None
            if not isinstance(part, BodyPartReader) or name not in {"image", *_ALTS}:
                raise Problem("unknown-field", faults=[(f"/{name or ''}", "is not known here")])
            if name in seen:
                raise _refusal(name, "must be given once")
            seen.add(name)
            if name == "image":
                async for piece in _image(part):
                    yield piece
            else:
                yield Alt(_ALTS[name], await _words(part, name))
        if "image" not in seen:
            raise _refusal("image", "is required")


async def _image(part: BodyPartReader) -> AsyncIterator[Start | Piece]:
    media_type = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in IMAGE_TYPES:
        raise _unsupported()
    yield Start(media_type)
    length = 0
    while body := await part.read_chunk(_PIECE):
        length += len(body)
        if length > MAX_IMAGE:
            raise Problem("image-too-large")
        yield Piece(body)


async def _words(part: BodyPartReader, name: str) -> str:
    body = b""
    while (piece := await part.read_chunk(_PIECE)) and len(body) <= 4 * _MAX_WORDS:
        body += piece
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _refusal(name, "must be text") from None
    if len(text) > _MAX_WORDS:
        raise _refusal(name, f"must be at most {_MAX_WORDS} characters")
    if not re.fullmatch(ONE_LINE, text):
        raise _refusal(name, "must be plain text")
    return text


def _refusal(name: str, fault: str) -> Problem:
    return Problem("invalid-request", faults=[(f"/{name}", fault)])


def _unsupported() -> Problem:
    return Problem("unsupported-image-type", headers={"Accept": ", ".join(sorted(IMAGE_TYPES))})
