"""Read a picture from a multipart form in chunks: it is never held in memory whole."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bff.errors.problems import FieldError, Problem
from bff.schemas import Language
from chassis.text.normalization import normalize_line
from chassis.text.validation import line_flaw
from chassis.violations import Code, Param

MAX_IMAGE_BYTES: Final = 10_000_000
IMAGE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
IMAGE_TIMEOUT: Final = 50.0
"""Seconds for the whole form to arrive."""
MAX_ALT_LENGTH: Final = 300
"""Characters."""

_MAX_FORM_OVERHEAD: Final = 64 * 1024
"""Bytes of the form besides its picture."""
_CHUNK_SIZE: Final = 256 * 1024
"""Bytes."""
_ALT_FIELDS: Final[dict[str, Language]] = {"alt_es": "es", "alt_en": "en"}


@dataclass(frozen=True, slots=True)
class ImageStart:
    """The start of the picture, with the type that the form declares."""

    media_type: str


@dataclass(frozen=True, slots=True)
class ImageChunk:
    """The next bytes of the picture."""

    content: bytes


@dataclass(frozen=True, slots=True)
class AltText:
    """The alternative text of the picture in one language."""

    language: Language
    text: str


class ImageForm:
    """A form with the field "image" and, optionally, "alt_es" and "alt_en"."""

    def __init__(self, request: web.BaseRequest) -> None:
        self._request = request

    async def parts(self) -> AsyncIterator[ImageStart | ImageChunk | AltText]:
        """Yield the parts as they arrive, an ImageStart before any ImageChunk. Raise Problem."""
        if self._request.content_type != "multipart/form-data":
            raise _unsupported()
        if (self._request.content_length or 0) > MAX_IMAGE_BYTES + _MAX_FORM_OVERHEAD:
            raise Problem("image-too-large")
        try:
            async with asyncio.timeout(IMAGE_TIMEOUT):
                async for part in self._parts():
                    yield part
        except TimeoutError:
            raise Problem("request-timeout", headers={"Connection": "close"}) from None
        except (ValueError, HttpProcessingError, web.RequestPayloadError, web.HTTPException):
            # What aiohttp's reader raises on a malformed form.
            raise Problem("malformed-request", headers={"Connection": "close"}) from None

    async def _parts(self) -> AsyncIterator[ImageStart | ImageChunk | AltText]:
        seen: set[str] = set()
        reader = await self._request.multipart()
        while (part := await reader.next()) is not None:
            name = part.name if isinstance(part, BodyPartReader) else None
            if not isinstance(part, BodyPartReader) or name not in {"image", *_ALT_FIELDS}:
                unknown = FieldError(f"/{name or ''}", Code.UNKNOWN_FIELD)
                raise Problem("unknown-field", field_errors=[unknown])
            if name in seen:
                raise _refusal(name, Code.REPEATED)
            seen.add(name)
            if name == "image":
                async for image_part in _read_image(part):
                    yield image_part
            else:
                yield AltText(_ALT_FIELDS[name], await _read_text(part, name))
        if "image" not in seen:
            raise _refusal("image", Code.REQUIRED)


async def _read_image(part: BodyPartReader) -> AsyncIterator[ImageStart | ImageChunk]:
    media_type = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in IMAGE_TYPES:
        raise _unsupported()
    yield ImageStart(media_type)
    length = 0
    while content := await part.read_chunk(_CHUNK_SIZE):
        length += len(content)
        if length > MAX_IMAGE_BYTES:
            raise Problem("image-too-large")
        yield ImageChunk(content)


async def _read_text(part: BodyPartReader, name: str) -> str:
    content = b""
    while (chunk := await part.read_chunk(_CHUNK_SIZE)) and len(content) <= 4 * MAX_ALT_LENGTH:
        content += chunk
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise _refusal(name, Code.NOT_TEXT) from None
    text = normalize_line(text)
    if len(text) > MAX_ALT_LENGTH:
        raise _refusal(name, Code.TOO_LONG, max=MAX_ALT_LENGTH)
    if flaw := line_flaw(text):
        raise _refusal(name, flaw)
    return text


def _refusal(name: str, code: Code, **params: Param) -> Problem:
    return Problem("invalid-request", field_errors=[FieldError(f"/{name}", code, params)])


def _unsupported() -> Problem:
    return Problem("unsupported-image-type", headers={"Accept": ", ".join(sorted(IMAGE_TYPES))})
