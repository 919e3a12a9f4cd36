"""Renders an image: decodes it, turns it upright, and encodes it as WebP in up to three sizes.

Renditions contain only newly encoded pixels: none of the file's own bytes or metadata.
"""

import io

from PIL import Image, ImageCms, UnidentifiedImageError

from catalog.images.rendition import FORMATS, MAX_PIXELS, Rendition
from chassis.violations import Code, Param

WIDTHS = (480, 1200, 1920)
"""Widths of the renditions in pixels. An image is never enlarged: a narrow one has fewer."""
MAX_ASPECT = 2
"""The maximum ratio of height to width in WIDTHS; renditions of a taller image are narrower."""
QUALITY, METHOD = 80, 2

_ORIENTATION_TAG = 0x0112
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transposition that turns an image upright, by its EXIF orientation."""
_SIDEWAYS = {5, 6, 7, 8}
"""Orientations that swap width and height."""


class UnusableImage(Exception):
    """The file is not an image that the shop accepts. `code` and `params` say why."""

    def __init__(self, code: Code, **params: Param) -> None:
        super().__init__(code.name)
        self.code = code
        self.params = params


def render(body: bytes, media_type: str) -> list[Rendition]:
    """Return the image's renditions, ascending by width. Raise UnusableImage."""
    try:
        with Image.open(io.BytesIO(body), formats=tuple(FORMATS.values())) as image:
            _check(image, media_type)
            return _render(image)
    except UnidentifiedImageError:
        raise UnusableImage(Code.NOT_AN_IMAGE) from None
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError):
        # Decoders raise any of these for a damaged file.
        raise UnusableImage(Code.IMAGE_DAMAGED) from None


def _check(image: Image.Image, media_type: str) -> None:
    # Phones write JPEG files with further images behind the first; Pillow calls this MPO.
    image_format = "JPEG" if image.format == "MPO" else image.format
    if image_format != FORMATS[media_type]:
        raise UnusableImage(Code.IMAGE_TYPE_MISMATCH)
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    if image_format != "JPEG" and getattr(image, "is_animated", False):
        raise UnusableImage(Code.IMAGE_ANIMATED)


def _too_many_pixels() -> UnusableImage:
    return UnusableImage(Code.IMAGE_TOO_MANY_PIXELS, megapixels=MAX_PIXELS // 1_000_000)


def _render(image: Image.Image) -> list[Rendition]:
    orientation = _orientation(image)
    width, height = _upright_size(image.size, orientation)
    sizes = _sizes(width, height)
    # Pillow then decodes a JPEG at the smallest scale that is large enough.
    image.draft(None, _upright_size(sizes[-1], orientation))
    image.load()
    profile = image.info.get("icc_profile")
    srgb = _to_srgb(_upright(image, orientation), profile)
    return [_resize(srgb, size) for size in sizes]


def _upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    width, height = size
    return (height, width) if orientation in _SIDEWAYS else (width, height)


def _sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes, ascending, of the renditions of an image of this size."""
    sizes = []
    for max_width in WIDTHS:
        scale = min(1.0, max_width / width, max_width * MAX_ASPECT / height)
        sizes.append((max(1, round(width * scale)), max(1, round(height * scale))))
    return sorted(set(sizes))


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # noqa: BLE001 (an image with unreadable metadata is taken all the same)
        return 1
    return orientation if isinstance(orientation, int) else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    transposition = _TRANSPOSITIONS.get(orientation)
    return image if transposition is None else image.transpose(transposition)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image in sRGB, which browsers take an image without a profile to be in."""
    if image.mode.startswith("I"):
        # 16 bits of grey.
        image = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGB" if image.mode == "CMYK" else image.mode
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a profile that cannot be read is ignored
        image = converted or image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _resize(image: Image.Image, size: tuple[int, int]) -> Rendition:
    resized = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    # Pillow would write the file's profile and EXIF into the rendition.
    resized.info.clear()
    output = io.BytesIO()
    resized.save(output, "WEBP", quality=QUALITY, method=METHOD)
    return Rendition(output.getvalue(), *size)
