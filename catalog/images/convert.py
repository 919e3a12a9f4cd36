"""Converts the messages of an image upload to the domain, and checks them."""

from collections.abc import AsyncIterator

from catalog import convert_common
from catalog.domain import ImageTooLarge, Language
from catalog.images.commands import ImageUpload
from catalog.images.rendition import FORMATS
from catalog.products import convert as product_convert
from catalog.products.validation import check_alts
from chassis.errors import Validation
from chassis.text.normalization import normalize_line
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_BYTES = 10_000_000


async def upload_request(
    parts: AsyncIterator[service_pb2.UploadProductImageRequest],
) -> tuple[ImageUpload, Language]:
    """Return a whole upload, and the language of the response.

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
                alts[part.alt.language] = normalize_line(part.alt.text)
            case "chunk":
                body += part.chunk
                if len(body) > MAX_BYTES:
                    raise ImageTooLarge(f"a picture has at most {MAX_BYTES} bytes")
    language = _check(target, alts)
    upload = ImageUpload(
        product_id=product_convert.existing_product_id(target.product_id),
        version=target.version if target.HasField("version") else None,
        media_type=target.media_type,
        body=bytes(body),
        alts=alts,
    )
    return upload, language


def _check(target: service_pb2.ImageTarget, alts: dict[str, str]) -> Language:
    """Return the language of the response. Raise InvalidRequest."""
    validation = Validation()
    language = convert_common.parse_language(target.language, validation)
    is_known = target.media_type in FORMATS
    validation.check(is_known, "media_type", Code.NOT_ONE_OF, values=", ".join(FORMATS))
    check_alts(validation, "alts", alts)
    validation.raise_if_invalid()
    return language
