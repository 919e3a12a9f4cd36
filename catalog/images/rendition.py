"""The renditions of an image, and why a file is none that the shop takes."""

from dataclasses import dataclass

MAX_PIXELS = 50_000_000
"""What a telephone takes today; each pixel needs four bytes while it is decoded."""

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Pillow's names of formats by media type."""

NOT_AN_IMAGE = "must be a JPEG, PNG or WebP picture"
TYPE_MISMATCH = "must be of the type that it says it is"
DAMAGED = "must be whole: it is cut short or damaged"
TOO_MANY_PIXELS = f"must be at most {MAX_PIXELS // 1_000_000} million pixels"
ANIMATED = "must not move: animations are not taken"


@dataclass(frozen=True, slots=True)
class Rendition:
    """An image in one of its sizes: a WebP file, and pixels."""

    body: bytes
    width: int
    height: int
