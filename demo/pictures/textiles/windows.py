"""What hangs at a window: curtains on a rod and blinds."""

from __future__ import annotations

from math import cos, pi

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.geometry import rect
from demo.pictures.drawing.palette import Colour, material, mix
from demo.pictures.drawing.patterns import cloth
from demo.pictures.drawing.scene import ellipse


def _pane(canvas: Canvas, x: float, y: float, w: float, h: float) -> None:
    """Draw a window with morning light behind it."""
    frame = material("white-wood")
    canvas.fill(rect(x, y, w, h), frame.dark)
    canvas.fill(rect(x + 1, y + 1, w - 2, h - 2), frame.base)
    for i in range(2):
        for j in range(3):
            canvas.fill(
                rect(
                    x + 5 + i * (w - 7) / 2,
                    y + 5 + j * (h - 7) / 3,
                    (w - 7) / 2 - 3,
                    (h - 7) / 3 - 3,
                ),
                mix((214, 232, 238), (252, 244, 222), j / 3),
            )


def curtain(
    canvas: Canvas,
    *,
    base: str = "linen",
    ink: str = "sage",
    second: str = "ecru",
    pattern: str = "plain",
    count: int = 5,
    rod: str = "brass",
    heading: str = "rings",
    drawn: float = 0.34,
    sheer: bool = False,
    tied: bool = False,
) -> None:
    """Draw a pair of curtains at a window; `drawn` is the part of the width that each covers."""
    canvas.height, canvas.width = 0.8, 0.84
    stuff, bar = material(base), material(rod)
    w, h = 120.0, 168.0
    canvas.drop(rect(10, 12, w - 20, 126), 4, 0.2)
    _pane(canvas, 18, 10, w - 36, 112)
    wide = w * drawn
    for left in (0.0, w - wide):
        canvas.drop(rect(left, 6, wide, h - 8), 3, 0.26)
        _panel(
            canvas,
            (left, wide, h),
            (base, ink, second, pattern),
            count,
            sheer,
            (1 if left == 0 else -1) if tied else 0,
        )
    canvas.stroke([(-8, 0), (w + 8, 0)], bar.dark, 3.2)
    canvas.stroke([(-8, -0.5), (w + 8, -0.5)], bar.light, 1.4)
    for x in (-9.0, w + 9):
        canvas.fill(ellipse(x, 0, 3.6, 3.6, 32), bar.base)
        canvas.fill(ellipse(x - 0.8, -0.9, 1.7, 1.7, 24), bar.light)
    for left in (0.0, w - wide):
        folds = 7
        for i in range(folds):
            x = left + wide * (i + 0.5) / folds
            if heading == "rings":
                ring = [(x + 2.2 * a, 1 + 3.4 * b) for a, b in ellipse(0, 0, 1, 1, 24)]
                canvas.stroke([*ring, ring[0]], bar.base, 0.8)
            elif heading == "tabs":
                canvas.fill(rect(x - 2, -3, 4, 8), stuff.light)
            elif heading == "eyelets":
                canvas.fill(ellipse(x, 0.5, 1.5, 3, 24), bar.dark)


def _panel(
    canvas: Canvas,
    place: tuple[float, float, float],
    names: tuple[str, str, str, str],
    count: int,
    sheer: bool,
    tie: int,
) -> None:
    left, wide, h = place
    stuff, first, second = (material(name) for name in names[:3])

    def edge(x: float, y: float) -> float:
        """Draw a tied curtain in towards its own side, most of all at two thirds of the way."""
        if not tie:
            return x
        near = max(0.0, 1 - abs(y - h * 0.58) / (h * 0.5))
        pull = 0.62 * (0.5 - 0.5 * cos(pi * near))
        side = left if tie > 0 else left + wide
        return x + (side - x) * pull

    ys = [4 + (h - 4) * i / 28 for i in range(29)]

    def strip(a: float, b: float) -> list[tuple[float, float]]:
        return [(edge(a, y), y) for y in ys] + [(edge(b, y), y) for y in reversed(ys)]

    alpha = 150 if sheer else 255
    outline = strip(left, left + wide)
    canvas.fill(outline, stuff.base, alpha)
    sheet = canvas.clip(outline)
    cloth(sheet, (left, 4, wide, h - 4), names[3], (first.base, second.base), count)
    folds = 7
    for i in range(folds):
        x, step = left + wide * i / folds, wide / folds
        tones: tuple[tuple[float, float, Colour, int], ...] = (
            (0.0, 0.22, stuff.line, 70),
            (0.22, 0.34, stuff.line, 34),
            (0.5, 0.74, (255, 252, 242), 66),
            (0.86, 1.0, stuff.line, 44),
        )
        for a, b, ink, strength in tones:
            sheet.fill(strip(x + step * a, x + step * b), ink, strength)
    if tie:
        side = left if tie > 0 else left + wide
        y = h * 0.58
        canvas.stroke([(side - tie * 1.5, y - 3), (side + tie * wide * 0.39, y + 1)], first.dark, 3)


def blind(
    canvas: Canvas,
    *,
    base: str = "linen",
    ink: str = "sage",
    second: str = "ecru",
    pattern: str = "plain",
    count: int = 6,
    style: str = "roman",
    drop: float = 0.62,
    rod: str = "oak",
) -> None:
    """Draw a roman, a roller or a wooden slatted blind, part of the way down."""
    canvas.height, canvas.width = 0.74, 0.72
    stuff, bar = material(base), material(rod)
    w, h = 100.0, 132.0
    canvas.drop(rect(0, 0, w, h), 5, 0.28)
    _pane(canvas, 0, 0, w, h)
    low = h * drop
    area = (-3.0, -4.0, w + 6, low + 4)
    sheet = canvas.clip(rect(*area))
    sheet.fill(rect(*area), stuff.base)
    inks = (material(ink).base, material(second).base)
    cloth(sheet, area, pattern, inks, count)
    if style == "slats":
        slats = int(low / 5)
        for i in range(slats):
            y = i * low / slats
            sheet.fill(rect(-3, y, w + 6, low / slats * 0.3), stuff.dark)
            sheet.fill(rect(-3, y + low / slats * 0.3, w + 6, low / slats * 0.25), stuff.light)
        for x in (w * 0.18, w * 0.82):
            canvas.stroke([(x, 0), (x, low)], material("ecru").base, 1.6)
    elif style == "roman":
        for i in range(1, 5):
            y = low * (0.34 + 0.165 * i) - 4
            sheet.fill(rect(-3, y, w + 6, 4), stuff.line, 76)
            sheet.fill(rect(-3, y - 4, w + 6, 3.4), (255, 252, 242), 60)
    canvas.fill(rect(-5, -7, w + 10, 5), bar.base)
    canvas.fill(rect(-5, -7, w + 10, 1.8), bar.light)
    canvas.fill(rect(-3, low - 1, w + 6, 3), bar.dark if style != "roman" else stuff.dark)
    canvas.stroke([(w * 0.94, low), (w * 0.94, low + 17)], material("ecru").dark, 0.7)
    canvas.fill(ellipse(w * 0.94, low + 19, 1.8, 2.8, 24), bar.base)
