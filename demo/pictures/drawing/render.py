"""From a canvas to pixels: backdrop, shadows, and the shapes smoothed by supersampling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.pictures.drawing.canvas import Canvas, Fill, Point, Stroke
from demo.pictures.drawing.palette import SHADE, SUN, Colour, mix, tint

WIDTH, HEIGHT = 1200, 1500
SAMPLES = 2
# Shadows and glows are soft: an eighth of the page holds all there is to see of them.
COARSE = 8


@lru_cache(maxsize=16)
def backdrop(name: str) -> Image.Image:
    """Return a studio wall that is lightest behind the piece and darkens towards the floor."""
    base = tint(name)
    wall, floor = mix(base, SUN, 0.42), mix(base, SHADE, 0.07)
    small = Image.new("RGB", (48, 60))
    for row in range(60):
        for column in range(48):
            away = ((column - 21) / 34) ** 2 + ((row - 21) / 42) ** 2
            small.putpixel((column, row), mix(wall, floor, min(1.0, away)))
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


class Fit:
    """Where a canvas's own units fall on the page."""

    def __init__(self, canvas: Canvas) -> None:
        left, top, right, bottom = canvas.bounds()
        self.scale = min(
            WIDTH * canvas.width / (right - left), HEIGHT * canvas.height / (bottom - top)
        )
        self.left = WIDTH / 2 - (left + right) / 2 * self.scale
        # A little below the middle: things that stand look as if they would float otherwise.
        self.top = HEIGHT * 0.515 - (top + bottom) / 2 * self.scale
        if canvas.top:
            self.top = -top * self.scale
        self.box = (
            max(0, int(left * self.scale + self.left) - 2),
            max(0, int(top * self.scale + self.top) - 2),
            min(WIDTH, int(right * self.scale + self.left) + 4),
            min(HEIGHT, int(bottom * self.scale + self.top) + 4),
        )

    def page(self, points: Sequence[Point], factor: float) -> list[Point]:
        """Points on the page, enlarged or reduced by the factor."""
        scale, left, top = self.scale * factor, self.left * factor, self.top * factor
        return [(x * scale + left, y * scale + top) for x, y in points]


class Layer:
    """A part of the page, SAMPLES times finer, on which shapes are painted.

    `corner` is where its upper left corner lies on the page, in its own fine pixels. What is on
    the page already comes along: what shines through, and every smoothed edge, blends with that.
    """

    def __init__(self, fit: Fit, corner: tuple[int, int], image: Image.Image) -> None:
        self.fit, self.corner, self.image = fit, corner, image
        self.pen = ImageDraw.Draw(self.image)

    def place(self, points: Sequence[Point]) -> list[Point]:
        """Points of the canvas as points of this sheet."""
        scale = self.fit.scale * SAMPLES
        left = self.fit.left * SAMPLES - self.corner[0]
        top = self.fit.top * SAMPLES - self.corner[1]
        return [(x * scale + left, y * scale + top) for x, y in points]

    def paint(self, canvas: Canvas) -> None:
        """Put every shape down in its order."""
        for shape in canvas.shapes:
            if isinstance(shape, Fill):
                points = self.place(shape.points)
                if shape.alpha == 255:
                    self.pen.polygon(points, shape.colour)
                else:
                    self.veil(points, shape.colour, shape.alpha)
            elif isinstance(shape, Stroke):
                self.line(self.place(shape.points), shape.colour, shape.width)
            else:
                self.masked(self.place(shape.outline), shape.inner)

    def line(self, points: list[Point], colour: Colour, width: float) -> None:
        """Draw a line no thinner than a hair, with round ends where they would show."""
        pixels = max(SAMPLES * 1.2, width * self.fit.scale * SAMPLES)
        self.pen.line(points, colour, round(pixels), joint="curve")
        if pixels > 5:
            half = pixels / 2 - 0.5
            for x, y in (points[0], points[-1]):
                self.pen.ellipse((x - half, y - half, x + half, y + half), colour)

    def box(self, points: list[Point]) -> tuple[int, int, int, int] | None:
        """Return the part of this sheet that an outline touches."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = max(0, int(min(xs)) - 1), max(0, int(min(ys)) - 1)
        right = min(self.image.width, int(max(xs)) + 2)
        bottom = min(self.image.height, int(max(ys)) + 2)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def veil(self, points: list[Point], colour: Colour, alpha: int) -> None:
        """Draw a shape one sees through; blended, where painting would replace what is below."""
        box = self.box(points)
        if box is None:
            return
        left, top, right, bottom = box
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], alpha)
        self.image.paste(colour, box, mask)

    def masked(self, outline: list[Point], inner: Canvas) -> None:
        """Shapes cut to an outline: painted on a sheet of their own and pasted through it."""
        box = self.box(outline)
        if box is None:
            return
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        corner = (self.corner[0] + left, self.corner[1] + top)
        sheet = Layer(self.fit, corner, self.image.crop(box))
        sheet.paint(inner)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in outline], 255)
        self.image.paste(sheet.image, box, mask)


def soften(canvas: Canvas, fit: Fit, page: Image.Image) -> None:
    """Lay the canvas's glows and shadows on the page."""
    size = (WIDTH // COARSE + 1, HEIGHT // COARSE + 1)
    for glow in canvas.glows:
        mask = Image.new("L", size, 0)
        ((x, y),) = fit.page([glow.centre], 1 / COARSE)
        radius = glow.radius * fit.scale / COARSE * 0.6
        tone = round(255 * glow.strength)
        ImageDraw.Draw(mask).ellipse((x - radius, y - radius, x + radius, y + radius), tone)
        _lay(page, glow.colour, mask.filter(ImageFilter.GaussianBlur(radius * 0.55)))
    if canvas.shadows:
        mask = Image.new("L", size, 0)
        for points, strength in canvas.shadows:
            one = Image.new("L", size, 0)
            outline = fit.page(points, 1 / COARSE)
            ImageDraw.Draw(one).polygon(outline, round(255 * strength))
            mask = ImageChops.lighter(mask, one)
        _lay(page, SHADE, mask.filter(ImageFilter.GaussianBlur(4.2 * canvas.blur)))


def _lay(page: Image.Image, colour: Colour, mask: Image.Image) -> None:
    """Tint the page through a coarse mask; only the part that the mask touches is enlarged."""
    box = mask.getbbox()
    if box is None:
        return
    left, top, right, bottom = box
    large = ((right - left) * COARSE, (bottom - top) * COARSE)
    fine = mask.crop(box).resize(large, Image.Resampling.BILINEAR)
    page.paste(colour, (left * COARSE, top * COARSE), fine)


def render(canvas: Canvas, backdrop_name: str) -> Image.Image:
    """Return the finished picture, WIDTH by HEIGHT."""
    fit = Fit(canvas)
    page = backdrop(backdrop_name).copy()
    soften(canvas, fit, page)
    left, top, right, bottom = fit.box
    size = ((right - left) * SAMPLES, (bottom - top) * SAMPLES)
    ground = page.crop(fit.box).resize(size, Image.Resampling.NEAREST)
    layer = Layer(fit, (left * SAMPLES, top * SAMPLES), ground)
    layer.paint(canvas)
    page.paste(layer.image.reduce(SAMPLES), fit.box)
    return page
