"""Rugs, seen from straight above."""

from __future__ import annotations

from collections.abc import Sequence

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.geometry import rect
from demo.pictures.drawing.palette import material, mix
from demo.pictures.drawing.patterns import cloth
from demo.pictures.drawing.scene import circle, curve, ellipse, rounded


def rug(
    canvas: Canvas,
    *,
    base: str = "ecru",
    ink: str = "charcoal",
    second: str = "clay",
    pattern: str = "diamonds",
    count: int = 4,
    width: float = 160,
    length: float = 230,
    shape: str = "rect",
    fringe: bool = True,
    border: str = "",
    pile: bool = False,
) -> None:
    """Draw a rug: rect, round, oval or pebble; `pile` gives it a shaggy edge."""
    canvas.height = 0.8
    canvas.width = 0.8
    ground, inks = material(base), (material(ink).base, material(second).base)
    outline = _outline(shape, width, length)
    canvas.drop(outline, width * 0.016, 0.36)
    if pile:
        canvas.fill(_shaggy(outline, width * 0.012), ground.base)
    if fringe and shape == "rect":
        for end, way in ((0.0, -1), (length, 1)):
            for i in range(int(width / 3)):
                x = 1.6 + i * 3
                lean = 0.7 * (-1) ** i
                canvas.stroke([(x, end), (x + lean, end + way * 7)], ground.light, 1.1)
    edge = mix(ground.base, ground.line, 0.3)
    canvas.fill(outline, edge)
    inner = [
        (width / 2 + (x - width / 2) * 0.985, length / 2 + (y - length / 2) * 0.99)
        for x, y in outline
    ]
    sheet = canvas.clip(inner)
    sheet.fill(rect(0, 0, width, length), ground.base)
    if pattern == "braid":
        _braid(sheet, inner, (width, length), ground.light, ground.line)
        return
    if pattern == "sun":
        _sun(sheet, (width, length), inks[0], inks[1])
        return
    margin = width * 0.09 if border else 0.0
    if border:
        sheet.fill(rect(0, 0, width, length), material(border).base)
        sheet.fill(
            rect(margin * 0.45, margin * 0.45, width - margin * 0.9, length - margin * 0.9),
            ground.light,
        )
    field = sheet.clip(rect(margin, margin, width - 2 * margin, length - 2 * margin))
    field.fill(rect(margin, margin, width - 2 * margin, length - 2 * margin), ground.base)
    area = (margin, margin, width - 2 * margin, length - 2 * margin)
    cloth(field, area, pattern, inks, count)
    # The weft: a few faint lines tell cloth from paper.
    for i in range(1, 32 if pattern in ("plain", "blocks", "checks") else 1):
        y = length * i / 32
        sheet.stroke([(0, y), (width, y)], mix(ground.base, ground.line, 0.14), length * 0.002)


def _outline(shape: str, width: float, length: float) -> list[Point]:
    if shape == "round":
        return ellipse(width / 2, length / 2, width / 2, length / 2, 96)
    if shape == "oval":
        return rounded(0, 0, width, length, width / 2, 24)
    if shape == "pebble":
        spots = (
            (0.1, 0.3),
            (0.4, 0.02),
            (0.85, 0.1),
            (0.98, 0.48),
            (0.8, 0.92),
            (0.35, 0.97),
            (0.12, 0.72),
        )
        return curve([(a * width, b * length) for a, b in spots], 12, closed=True)
    return rounded(0, 0, width, length, width * 0.008)


def _shaggy(outline: Sequence[Point], reach: float) -> list[Point]:
    middle_x = sum(x for x, _ in outline) / len(outline)
    middle_y = sum(y for _, y in outline) / len(outline)
    points: list[Point] = []
    for a, b in zip(outline, [*outline[1:], outline[0]], strict=True):
        pieces = max(1, int((abs(a[0] - b[0]) + abs(a[1] - b[1])) / reach))
        for i in range(pieces):
            x = a[0] + (b[0] - a[0]) * i / pieces
            y = a[1] + (b[1] - a[1]) * i / pieces
            push = reach * (1.3 if (len(points) % 2) else 0.2)
            away = ((x - middle_x) ** 2 + (y - middle_y) ** 2) ** 0.5 or 1.0
            points.append((x + (x - middle_x) / away * push, y + (y - middle_y) / away * push))
    return points


def _braid(
    sheet: Canvas,
    outline: list[Point],
    size: Point,
    light: tuple[int, int, int],
    line: tuple[int, int, int],
) -> None:
    """Rings of plait, one inside the other."""
    w, h = size
    for k in range(1, 15):
        part = 1 - k / 15
        ring = [(w / 2 + (x - w / 2) * part, h / 2 + (y - h / 2) * part) for x, y in outline]
        sheet.stroke([*ring, ring[0]], line if k % 2 else light, w * 0.006)
        if k % 2:
            for a in ring[::2]:
                sheet.stroke([a, (a[0] + w * 0.012, a[1] + w * 0.018)], light, w * 0.006)


def _sun(
    sheet: Canvas, size: Point, ink: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    """Rays about a disc."""
    w, h = size
    rays = circle(48)
    for i in range(0, 48, 2):
        (c0, s0), (c1, s1) = rays[i], rays[(i + 1) % 48]
        sheet.fill(
            [
                (w / 2 + w * 0.2 * c0, h / 2 + h * 0.2 * s0),
                (w / 2 + w * 0.44 * c0, h / 2 + h * 0.44 * s0),
                (w / 2 + w * 0.44 * c1, h / 2 + h * 0.44 * s1),
                (w / 2 + w * 0.2 * c1, h / 2 + h * 0.2 * s1),
            ],
            ink,
        )
    sheet.fill(ellipse(w / 2, h / 2, w * 0.15, h * 0.15), second)
