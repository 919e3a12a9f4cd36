"""Cloth that hangs from a rail or a peg."""

from __future__ import annotations

from math import pi, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.geometry import rect
from demo.pictures.drawing.palette import material
from demo.pictures.drawing.patterns import cloth
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, ellipse, rounded
from demo.pictures.drawing.turning import lathe


def hung(
    canvas: Canvas,
    *,
    base: str = "ecru",
    ink: str = "blue",
    second: str = "clay",
    pattern: str = "stripes",
    count: int = 6,
    width: float = 60,
    length: float = 92,
    rail: str = "oak",
    fringe: bool = False,
    style: str = "rail",
    bands: bool = False,
) -> None:
    """Cloth that hangs over a rail, or from a peg by a loop."""
    canvas.width, canvas.height = 0.66, 0.74
    stuff, bar = material(base), material(rail)
    inks = (material(ink).base, material(second).base)
    w, h = width, length
    wave = [0.8 * sin(i / 24 * pi * 5) for i in range(25)]
    bottom = [(w - w * i / 24, h + wave[i]) for i in range(25)]
    outline: list[Point] = [(0.0, 0.0), (w, 0.0), *bottom]
    if style == "peg":
        outline = [
            (w * 0.5 - 2, -16.0),
            (w * 0.5 + 2, -16.0),
            (w * 0.8, -2.0),
            (w * 0.86, 6),
            *[(w * 0.9 - w * 0.8 * i / 24, h + wave[i]) for i in range(25)],
            (w * 0.14, 6),
            (w * 0.2, -2.0),
        ]
    canvas.drop(outline, w * 0.035, 0.3)
    if fringe:
        for i in range(int(w / 1.8)):
            x = 1 + i * 1.8
            canvas.stroke([(x, h - 1), (x + 0.4 * (-1) ** i, h + 6)], stuff.base, 0.9)
    canvas.fill(outline, stuff.base)
    sheet = canvas.clip(outline)
    if bands:
        for t in (0.84, 0.89, 0.915):
            sheet.fill(rect(0, h * t, w, h * (0.035 if t == 0.84 else 0.01)), inks[0])
    cloth(sheet, (0, -17, w, h + 19), pattern, inks, count)
    folds = ((0.2, 0.05), (0.47, 0.04), (0.78, 0.06))
    for t, wide in folds:
        if style == "peg":
            sheet.fill(
                [
                    (w * 0.5, -15),
                    (w * (0.12 + t * 0.78), h + 3),
                    (w * (0.12 + t * 0.78 + wide * 2), h + 3),
                ],
                stuff.line,
                60,
            )
        else:
            sheet.fill(rect(w * t, -1, w * wide, h + 4), stuff.line, 34)
            sheet.fill(rect(w * (t - 0.06), -1, w * 0.05, h + 4), (255, 252, 242), 40)
    if style == "peg":
        canvas.fill(ellipse(w / 2, -17, 4.4, 4.4, 32), bar.dark)
        canvas.fill(ellipse(w / 2 - 0.5, -17.5, 3.7, 3.7, 32), bar.light)
        return
    sheet.fill(rect(0, 0, w, 3), stuff.light, 120)
    scene = Scene(canvas, yaw=0, pitch=0)
    limb(scene, (-9, 0, 1.2), (w + 9, 0, 1.2), 2.1, 2.1, bar)
    for x in (-9.0, w + 9):
        lathe(scene, x, 0, [(0.1, -1.6), (3, -1.4), (3, 3.8), (0.1, 4)], bar, steps=20)
    sheet = canvas.clip(rect(0, -3, w, 5))
    sheet.fill(rounded(0, -1.2 - 2.1, w, 6, 1.4), stuff.base)
    cloth(sheet, (0, -17, w, h + 19), pattern, inks, count)
    sheet.fill(rect(0, -3.2, w, 1.8), stuff.light, 130)
