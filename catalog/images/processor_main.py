"""Develops a picture: decoded, turned upright, and written anew as WebP in up to three sizes.

What is written is made of pixels alone: no byte of the file that came, nor its metadata, is in it.

As a program, `python -m catalog.images.processor_main MEDIA_TYPE`, it reads a file on stdin and
answers a line of JSON and the sizes on stdout. What decodes a stranger's file is a process of its
own: where the decoder is led astray, there is neither a database nor a key at hand, and a bomb ends
with it.
"""

import io
import json
import resource
import sys
import warnings

from PIL import Image, ImageCms, UnidentifiedImageError

from catalog.images.rendition import (
    ANOTHER_TYPE,
    DAMAGED,
    FORMATS,
    MAX_PIXELS,
    MOVES,
    NO_PICTURE,
    TOO_MANY_PIXELS,
    Print,
)

WIDTHS = (480, 1200, 1920)
"""Pixels. A picture is never enlarged: one that is narrower has fewer sizes."""
TALLEST = 2
"""A picture that is taller than so many times its width is kept smaller."""
QUALITY, METHOD = 80, 2

_MEMORY = 1 << 30
"""Bytes of address space that the process gets."""
_TIME = 20
"""Seconds of processor time."""
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by EXIF's orientation."""
_SIDEWAYS = {5, 6, 7, 8}
"""Orientations that swap width and height."""


class Undevelopable(Exception):
    """The file is no good; the message says why, in the words of catalog.images.rendition."""


def develop(body: bytes, media_type: str) -> list[Print]:
    """Return the picture's sizes, ascending by width. Raise Undevelopable."""
    try:
        with Image.open(io.BytesIO(body), formats=tuple(FORMATS.values())) as picture:
            _check(picture, media_type)
            return _prints(picture)
    except UnidentifiedImageError:
        raise Undevelopable(NO_PICTURE) from None
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Undevelopable(TOO_MANY_PIXELS) from None
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError):
        # What decoders raise where a file is not as it must be has no type in common.
        raise Undevelopable(DAMAGED) from None


def _check(picture: Image.Image, media_type: str) -> None:
    # A JPEG with more pictures behind the first, as telephones write it, is an MPO to Pillow.
    found = "JPEG" if picture.format == "MPO" else picture.format
    if found != FORMATS[media_type]:
        raise Undevelopable(ANOTHER_TYPE)
    if picture.width * picture.height > MAX_PIXELS:
        raise Undevelopable(TOO_MANY_PIXELS)
    if found != "JPEG" and getattr(picture, "is_animated", False):
        raise Undevelopable(MOVES)


def _prints(picture: Image.Image) -> list[Print]:
    turned = _orientation(picture)
    width, height = _swapped(picture.size, turned)
    sizes = _fitted(width, height)
    # A JPEG is decoded at the smallest scale that will do.
    picture.draft(None, _swapped(sizes[-1], turned))
    picture.load()
    profile = picture.info.get("icc_profile")
    plain = _in_srgb(_upright(picture, turned), profile)
    return [_print(plain, size) for size in sizes]


def _swapped(size: tuple[int, int], turned: int) -> tuple[int, int]:
    width, height = size
    return (height, width) if turned in _SIDEWAYS else (width, height)


def _fitted(width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes, ascending, that a picture of so many pixels is kept in."""
    sizes = []
    for widest in WIDTHS:
        scale = min(1.0, widest / width, widest * TALLEST / height)
        sizes.append((max(1, round(width * scale)), max(1, round(height * scale))))
    return sorted(set(sizes))


def _orientation(picture: Image.Image) -> int:
    try:
        turned = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 (metadata that cannot be read is no reason to refuse a picture)
        return 1
    return turned if isinstance(turned, int) else 1


def _upright(picture: Image.Image, turned: int) -> Image.Image:
    way = _TURNS.get(turned)
    return picture if way is None else picture.transpose(way)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in the colours that every browser takes it to have."""
    if picture.mode.startswith("I"):
        # 16 bits of grey.
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGB" if picture.mode == "CMYK" else picture.mode
            srgb = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, source, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            turned = None  # a profile that is no good is none
        picture = turned or picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _print(picture: Image.Image, size: tuple[int, int]) -> Print:
    sized = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    # Pillow would write the old profile and EXIF down again.
    sized.info.clear()
    out = io.BytesIO()
    sized.save(out, "WEBP", quality=QUALITY, method=METHOD)
    return Print(out.getvalue(), *size)


def main() -> None:
    """Develop what comes on stdin."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_TIME, _TIME))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a header claims is judged above; a chunk that unpacks into too much is Pillow's to see.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    prints: list[Print] = []
    told: dict[str, object] = {}
    try:
        prints = develop(sys.stdin.buffer.read(), sys.argv[1])
        told["sizes"] = [[one.width, one.height, len(one.body)] for one in prints]
    except Undevelopable as error:
        told["fault"] = str(error)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for one in prints:
        sys.stdout.buffer.write(one.body)


if __name__ == "__main__":
    main()
