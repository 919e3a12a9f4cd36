"""Boards to cut and to serve on."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.flat import Sheet
from demo.pictures.drawing.geometry import rect
from demo.pictures.drawing.palette import material, mix
from demo.pictures.drawing.scene import curve, ellipse, rounded, spread
from demo.pictures.kitchen.knives import draw_knife


def board(
    canvas: Canvas,
    *,
    wood: str = "olive",
    shape: str = "paddle",
    width: float = 22,
    length: float = 38,
    groove: bool = False,
    turn: float = -12,
    inlay: str = "",
    knife_too: bool = False,
) -> None:
    """Draw a chopping or serving board: paddle, rect, round or rustic."""
    canvas.width, canvas.height = 0.7, 0.74
    sheet, stuff = Sheet(canvas, turn), material(wood)
    w, n = width, length
    if shape == "round":
        outline = ellipse(0, 0, w / 2, w / 2, 80)
        tail = rounded(-2.2, w / 2 - 1, 4.4, 9, 2)
        sheet.fill(tail, stuff.base, 0.9)
    elif shape == "paddle":
        outline = curve(
            [
                (-w * 0.5, -n * 0.1),
                (-w * 0.46, -n * 0.46),
                (0, -n * 0.5),
                (w * 0.46, -n * 0.46),
                (w * 0.5, -n * 0.1),
                (w * 0.46, n * 0.2),
                (w * 0.14, n * 0.29),
                (w * 0.1, n * 0.44),
                (0, n * 0.5),
                (-w * 0.1, n * 0.44),
                (-w * 0.14, n * 0.29),
                (-w * 0.46, n * 0.2),
            ],
            6,
            closed=True,
        )
    elif shape == "rustic":
        outline = curve(
            [
                (-w * 0.46, -n * 0.42),
                (-w * 0.2, -n * 0.5),
                (w * 0.3, -n * 0.46),
                (w * 0.48, -n * 0.3),
                (w * 0.42, n * 0.1),
                (w * 0.47, n * 0.4),
                (w * 0.1, n * 0.5),
                (-w * 0.4, n * 0.46),
                (-w * 0.5, n * 0.1),
            ],
            6,
            closed=True,
        )
    else:
        outline = rounded(-w / 2, -n / 2, w, n, 2.4)
    sheet.fill([(x + 0.5, y + 0.9) for x, y in outline], stuff.dark, 0.9)
    sheet.fill(outline, stuff.base)
    inner = canvas.clip(sheet.lay(outline))
    for i in range(13):
        x = -w / 2 + w * (i + 0.5) / 13
        bend = w * 0.05 * (spread(i) - 0.5)
        start, end = -n / 2 + n * 0.5 * spread(i * 3), n * (0.1 + 0.4 * spread(i * 5))
        line = curve([(x, start), (x + bend, (start + end) / 2), (x - bend, end)], 5)
        inner.stroke(sheet.lay(line), mix(stuff.line, stuff.base, 0.5), 0.22)
    if inlay:
        for t in (-0.24, -0.14):
            inner.fill(sheet.lay(rect(w * t, -n, w * 0.05, 2 * n)), material(inlay).base)
    if groove:
        ring = rounded(-w / 2 + 1.8, -n / 2 + 1.8, w - 3.6, n - 3.6, 1.6)
        sheet.stroke([*ring, ring[0]], stuff.dark, 0.7)
        sheet.stroke([(x + 0.2, y + 0.25) for x, y in [*ring, ring[0]]], stuff.light, 0.2)
    if shape in ("paddle", "round", "rect"):
        y = n * 0.43 if shape == "paddle" else w / 2 + 5.6 if shape == "round" else -n * 0.44
        sheet.fill(ellipse(0, y, 0.8, 0.8, 24), stuff.line)
    if knife_too:
        draw_knife(
            Sheet(canvas, turn + 30, w * 0.12, n * 0.1),
            ("paring", 11, 2.6),
            material("black"),
            material("steel"),
            (False, True),
            saw=False,
        )
