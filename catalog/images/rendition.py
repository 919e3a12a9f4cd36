"""The renditions of an image, and the formats and sizes that the shop accepts."""

from dataclasses import dataclass

MAX_PIXELS = 50_000_000
"""The resolution of a phone's camera today. Decoding takes four bytes of memory per pixel."""

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Pillow's names of formats by media type."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """An image in one of its sizes: a WebP file, and pixels."""

    body: bytes
    width: int
    height: int
