"""Files as admins and attackers send them."""

import functools
import io
import struct
import zlib
from typing import Any

from PIL import Image


def picture(
    kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any
) -> bytes:
    """Return a picture, red on its left and green on its right, its lower half dark."""
    width, height = size
    drawn = Image.new("RGB", size, (20, 20, 20))
    drawn.paste((220, 30, 30), (0, 0, width // 2, height // 2))
    drawn.paste((30, 200, 30), (width // 2, 0, width, height // 2))
    out = io.BytesIO()
    drawn.convert(mode).save(out, kind, **options)
    return out.getvalue()


def png_claiming(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG whose header claims that size, and which has next to nothing in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in data)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def animation(kind: str) -> bytes:
    """Return a picture that moves."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (0, 120, 240)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


@functools.cache
def hostile() -> dict[str, tuple[bytes, str]]:
    """Return files that must be refused, each with the type that it says it is."""
    photo = picture("JPEG", (900, 700))
    web = picture("WEBP", (300, 200))
    unpacks = (b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 100_000_000))
    return {
        "20,000 by 20,000": (png_claiming(20_000, 20_000), "image/png"),
        "text that unpacks into 100 MB": (png_claiming(10, 10, unpacks), "image/png"),
        "a header and no pixels": (png_claiming(3000, 3000), "image/png"),
        "a JPEG cut in half": (photo[: len(photo) // 2], "image/jpeg"),
        "a JPEG without its end": (photo[:-2], "image/jpeg"),
        "a JPEG's first 20 bytes": (photo[:20], "image/jpeg"),
        "a PNG cut in half": (picture(size=(500, 400))[:700], "image/png"),
        "a WebP cut in half": (web[: len(web) // 2], "image/webp"),
        "nothing": (b"", "image/png"),
        "a GIF named .png": (picture("GIF"), "image/png"),
        "a JPEG named .png": (photo, "image/png"),
        "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/png"),
        "a web page": (b"<!doctype html><script>alert(1)</script>", "image/jpeg"),
        "a RIFF of lies": (b"RIFF\xff\xff\xff\x7fWEBPVP8X" + b"\xff" * 40, "image/webp"),
        "a PNG that moves": (animation("PNG"), "image/png"),
        "a WebP that moves": (animation("WEBP"), "image/webp"),
    }
