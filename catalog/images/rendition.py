"""What comes out of the darkroom: a picture's sizes, or why there are none."""

from dataclasses import dataclass

MAX_PIXELS = 50_000_000
"""What a telephone takes today; each costs four bytes while it is decoded."""

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

NO_PICTURE = "must be a JPEG, PNG or WebP picture"
ANOTHER_TYPE = "must be of the type that it says it is"
DAMAGED = "must be whole: it is cut short or damaged"
TOO_MANY_PIXELS = f"must be at most {MAX_PIXELS // 1_000_000} million pixels"
MOVES = "must not move: animations are not taken"


@dataclass(frozen=True, slots=True)
class Print:
    """One size of a picture: WebP, and pixels."""

    body: bytes
    width: int
    height: int
