"""The renditions of an image, and the images that the shop takes."""

from dataclasses import dataclass

MAX_PIXELS = 50_000_000
"""What a telephone takes today; each pixel needs four bytes while it is decoded."""

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Pillow's names of formats by media type."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """An image in one of its sizes: a WebP file, and pixels."""

    body: bytes
    width: int
    height: int
