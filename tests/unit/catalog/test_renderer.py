"""How an image is rendered."""

import io

import pytest
from PIL import Image, ImageCms

from catalog.images.renderer import MAX_ASPECT, WIDTHS, UnusableImage, render
from chassis.violations import PARAMETERS, Violation
from tests.pictures import hostile, picture

_ORIENTATION = 0x0112


def colours(body: bytes) -> list[str]:
    """Return which colour is in each corner: from the upper left, clockwise."""
    with Image.open(io.BytesIO(body)) as shown:
        right, low = shown.width - 3, shown.height - 3
        corners = [(2, 2), (right, 2), (right, low), (2, low)]
        pixels = [shown.convert("RGB").getpixel(corner) for corner in corners]
    names = {0: "red", 1: "green"}
    return ["dark" if max(pixel) < 80 else names[pixel.index(max(pixel))] for pixel in pixels]


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_large_image_has_three_renditions(kind, media_type):
    renditions = render(picture(kind, (2400, 3000)), media_type)
    assert [(rendition.width, rendition.height) for rendition in renditions] == [
        (480, 600),
        (1200, 1500),
        (1920, 2400),
    ]
    for rendition in renditions:
        with Image.open(io.BytesIO(rendition.body)) as shown:
            assert (shown.format, shown.size) == ("WEBP", (rendition.width, rendition.height))
        assert colours(rendition.body) == ["red", "green", "dark", "dark"]


def test_a_small_image_is_not_enlarged():
    assert [rendition.width for rendition in render(picture(size=(300, 200)), "image/png")] == [300]
    assert [rendition.width for rendition in render(picture(size=(700, 500)), "image/png")] == [
        480,
        700,
    ]


def test_a_very_tall_image_has_narrower_renditions():
    renditions = render(picture(size=(40, 9000)), "image/png")
    assert all(
        rendition.height <= width * MAX_ASPECT
        for rendition, width in zip(renditions, WIDTHS, strict=False)
    )


@pytest.mark.parametrize("turned", range(1, 9))
def test_an_image_is_turned_upright_by_its_orientation(turned):
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    with Image.open(io.BytesIO(picture(size=(600, 400)))) as upright:
        held = upright.transpose(back[turned]) if turned in back else upright.copy()
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    out = io.BytesIO()
    held.save(out, "JPEG", exif=exif)
    largest = render(out.getvalue(), "image/jpeg")[-1]
    assert (largest.width, largest.height) == (600, 400)
    assert colours(largest.body) == ["red", "green", "dark", "dark"]


def test_a_rendition_has_no_metadata():
    exif = Image.Exif()
    exif[0x010E] = "41.3874 N, 2.1686 E"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = picture("JPEG", exif=exif, icc_profile=profile, comment=b"<script>alert(1)</script>")
    sent += b"PK\x03\x04<script>alert(2)</script>"
    for rendition in render(sent, "image/jpeg"):
        with Image.open(io.BytesIO(rendition.body)) as shown:
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(shown.info)
        assert b"script" not in rendition.body
        assert b"41.3874" not in rendition.body


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_every_pixel_mode_is_rendered(mode):
    if mode == "I;16":
        out = io.BytesIO()
        Image.new(mode, (60, 40), 0x8000).save(out, "PNG")
        [rendition] = render(out.getvalue(), "image/png")
        with Image.open(io.BytesIO(rendition.body)) as shown:
            assert 120 < shown.convert("L").getpixel((9, 9)) < 136
        return
    kind = "JPEG" if mode == "CMYK" else "PNG"
    [rendition] = render(picture(kind, mode=mode), f"image/{kind.lower()}")
    assert (rendition.width, rendition.height) == (60, 40)


def test_transparency_is_preserved():
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (9, 9, 9, 0)).save(out, "PNG")
    [rendition] = render(out.getvalue(), "image/png")
    with Image.open(io.BytesIO(rendition.body)) as shown:
        assert shown.mode == "RGBA"
        assert shown.getpixel((5, 5))[3] == 0


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", hostile())
def test_an_unusable_file_is_refused_with_a_reason(name):
    with pytest.raises(UnusableImage) as caught:
        render(*hostile()[name])
    code, params = caught.value.code, caught.value.params
    assert params.keys() == PARAMETERS[code]
    assert Violation("image", code, params).description.startswith("must ")


def test_the_same_file_gives_the_same_bytes():
    sent = picture("JPEG", (900, 700))
    assert render(sent, "image/jpeg") == render(sent, "image/jpeg")
