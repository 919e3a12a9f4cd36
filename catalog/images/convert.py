"""The messages of an upload, put together and checked."""

from collections.abc import AsyncIterator

from catalog import convert_common
from catalog.domain import ImageTooLarge, Language
from catalog.images.commands import Upload
from catalog.images.rendition import FORMATS
from catalog.products import convert as product_convert
from catalog.products.validation import check_alts
from chassis.errors import Faults
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_BYTES = 10_000_000


async def upload(
    parts: AsyncIterator[service_pb2.UploadProductImageRequest],
) -> tuple[Upload, Language]:
    """Read an upload to its end, and the language of the answer.

    Raise InvalidRequest, ImageTooLarge, ProductNotFound.
    """
    target = service_pb2.ImageTarget()
    body = bytearray()
    alts: dict[str, str] = {}
    async for part in parts:
        match part.WhichOneof("part"):
            case "target":
                target = part.target
            case "alt":
                alts[part.alt.language] = convert_common.written(part.alt.text)
            case "chunk":
                body += part.chunk
                if len(body) > MAX_BYTES:
                    raise ImageTooLarge(f"a picture has at most {MAX_BYTES} bytes")
    language = _checked(target, alts)
    version = target.version if target.HasField("version") else None
    return Upload(
        product_convert.product_id(target.product_id), version, target.media_type, bytes(body), alts
    ), language


def _checked(target: service_pb2.ImageTarget, alts: dict[str, str]) -> Language:
    faults = Faults()
    language = convert_common.language_of(target.language, faults)
    known = target.media_type in FORMATS
    faults.check(known, "media_type", f"must be one of {', '.join(FORMATS)}")
    check_alts(faults, "alts", alts)
    faults.done()
    return language
