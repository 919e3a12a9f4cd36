"""Cushions and bolsters."""

from __future__ import annotations

from math import pi, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.geometry import rect
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.patterns import cloth
from demo.pictures.drawing.scene import Scene, circle, ellipse
from demo.pictures.drawing.solids import prism


def _pillow(w: float, h: float, pinch: float) -> list[Point]:
    """Return the outline of a filled cushion: its sides hollow a little between the corners."""
    points: list[Point] = []
    corners = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))
    inward = ((0, 1), (-1, 0), (0, -1), (1, 0))
    for (x0, y0), (x1, y1), (nx, ny) in zip(
        corners, [*corners[1:], corners[0]], inward, strict=True
    ):
        for i in range(18):
            t = i / 18
            deep = pinch * sin(pi * t) ** 0.7
            points.append((x0 + (x1 - x0) * t + nx * deep, y0 + (y1 - y0) * t + ny * deep))
    return points


def cushion(
    canvas: Canvas,
    *,
    base: str = "sage",
    ink: str = "ecru",
    second: str = "ecru",
    pattern: str = "plain",
    count: int = 6,
    width: float = 50,
    height: float = 50,
    trim: str = "",
    trim_cloth: str = "",
    shape: str = "square",
    buttons: int = 0,
) -> None:
    """Draw a cushion seen from the front; `trim` is piping, tassels, fringe or frill."""
    canvas.width, canvas.height = 0.7, 0.6
    stuff, edging = material(base), material(trim_cloth or ink)
    w, h = width, height
    outline = (
        ellipse(w / 2, h / 2, w / 2, h / 2, 72)
        if shape == "round"
        else _pillow(w, h, min(w, h) * 0.055)
    )
    canvas.shadow(
        [(w * 0.08, h * 0.86), (w * 1.0, h * 0.86), (w * 1.03, h * 1.05), (w * 0.05, h * 1.05)],
        0.42,
    )
    canvas.drop(outline, w * 0.02, 0.2)
    _trim(canvas, outline, (w, h), trim, edging)
    canvas.fill(outline, stuff.base)
    sheet = canvas.clip(outline)
    # On plain cloth the filling shows as a gentle swell of light.
    for k in range(12 if pattern == "plain" else 0):
        swell = 0.5 * (1 - k / 12)
        sheet.fill(
            ellipse(w * 0.42, h * 0.4, w * swell, h * swell, 72),
            mix(stuff.base, stuff.light, (k + 1) / 14),
        )
    cloth(sheet, (0, 0, w, h), pattern, (material(ink).base, material(second).base), count)
    # Filling: light from the upper left, and shade that gathers to the lower right.
    if shape == "round":
        away = ellipse(w * 0.4, h * 0.4, w * 0.56, h * 0.56, 72)
    else:
        away = [(x - w * 0.06, y - h * 0.07) for x, y in outline]
    corner, *others = rect(-w, -h, 3 * w, 3 * h)
    shade = [corner, *reversed(others), corner, *away, away[0]]
    sheet.fill(shade, stuff.line, 70)
    if shape == "square" and not buttons:
        for x, y, dx, dy in ((0, 0, 1, 1), (w, 0, -1, 1), (0, h, 1, -1), (w, h, -1, -1)):
            sheet.stroke(
                [(x + dx * w * 0.03, y + dy * h * 0.04), (x + dx * w * 0.15, y + dy * h * 0.13)],
                stuff.dark,
                0.5,
            )
    if trim == "piping":
        canvas.stroke([*outline, outline[0]], edging.base, w * 0.018)
    for i in range(buttons):
        x = w * (i + 0.5) / buttons
        canvas.fill(ellipse(x + 0.4, h / 2 + 0.5, w * 0.026, w * 0.026, 24), stuff.line)
        canvas.fill(ellipse(x, h / 2, w * 0.024, w * 0.024, 24), stuff.light)


def _trim(canvas: Canvas, outline: list[Point], size: Point, trim: str, edging: Material) -> None:
    w, h = size
    if trim == "tassels":
        for x, y, dx, dy in ((0, 0, -1, -1), (w, 0, 1, -1), (0, h, -1, 1), (w, h, 1, 1)):
            for k in (-0.5, 0.0, 0.5):
                canvas.stroke(
                    [(x, y), (x + dx * 4 + k * 2, y + dy * 4 - k * dx * dy * 2)], edging.base, 0.9
                )
            canvas.fill(ellipse(x + dx, y + dy, 1.2, 1.2, 20), edging.dark)
    elif trim in ("fringe", "frill"):
        reach = 3.2 if trim == "fringe" else 2.6
        ring: list[Point] = []
        for i, (x, y) in enumerate(outline):
            ax, ay = (x - w / 2) / (w / 2), (y - h / 2) / (h / 2)
            size_now = (ax * ax + ay * ay) ** 0.5
            tip = (x + ax / size_now * reach, y + ay / size_now * reach)
            if trim == "fringe":
                canvas.stroke([(x, y), tip], edging.base, 0.7)
            wave = 1 if i % 3 else 0.55
            ring.append((x + (tip[0] - x) * wave, y + (tip[1] - y) * wave))
        if trim == "frill":
            canvas.fill(ring, edging.base)


def bolster(
    canvas: Canvas,
    *,
    base: str = "terracotta",
    end: str = "",
    width: float = 60,
    radius: float = 10,
    rings: int = 2,
) -> None:
    """Draw a round bolster that lies on its side."""
    scene = Scene(canvas, yaw=32, pitch=18)
    canvas.width = 0.72
    stuff, cap = material(base), material(end or base)
    r = radius
    scene.floor_shadow([(0, -r), (width, -r), (width, r), (0, r)])
    ring = [(r * c, r + r * s) for c, s in circle(48)]
    prism(scene, ring, "x", 0, width, stuff)
    for i in range(rings):
        for x in (4 + i * 2.4, width - 4 - i * 2.4):
            scene.line([(x, y, z) for y, z in ring[14:44]], cap.dark, 0.5)
    scene.face([(width, y, z) for y, z in ring], cap.dark)
    for k in (0.66, 0.36):
        scene.line(
            [(width, k * r * c, r + k * r * s) for c, s in [*circle(32), (1.0, 0.0)]],
            mix(cap.dark, cap.line, 0.5),
            0.4,
        )
    scene.face([(width, 1.3 * c, r + 1.3 * s) for c, s in circle(20)], cap.light)
