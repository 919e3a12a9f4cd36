"""Patterns of figures: kilim bands, dots, leaves, arches, dabs, fields and plaits."""

from __future__ import annotations

from math import cos, pi, sin

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.geometry import Area, Inks, rect
from demo.pictures.drawing.scene import curve, ellipse, spread


def kilim(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Bands of stepped lozenges and triangles."""
    x, y, w, h = area
    rows = count
    step = h / rows
    for row in range(rows):
        top = y + row * step
        if row % 2:
            teeth = 9
            for i in range(teeth):
                left = x + w * i / teeth
                canvas.fill(
                    [
                        (left, top + step * 0.8),
                        (left + w / teeth, top + step * 0.8),
                        (left + w / teeth / 2, top + step * 0.2),
                    ],
                    inks[0],
                )
            continue
        canvas.fill(rect(x, top + step * 0.04, w, step * 0.07), inks[1])
        canvas.fill(rect(x, top + step * 0.89, w, step * 0.07), inks[1])
        for i in range(4):
            cx, cy = x + w * (i + 0.5) / 4, top + step / 2
            for k, ink in ((0.4, inks[0]), (0.24, inks[1]), (0.1, inks[0])):
                canvas.fill(
                    [
                        (cx, cy - step * k),
                        (cx + w * k / 4, cy),
                        (cx, cy + step * k),
                        (cx - w * k / 4, cy),
                    ],
                    ink,
                )


def dots(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Round dots in staggered rows."""
    x, y, w, h = area
    side = w / count
    for row in range(int(h / side / 0.86) + 1):
        for column in range(count + 1):
            cx = x + side * (column + (0.5 if row % 2 else 0))
            canvas.fill(
                ellipse(cx, y + side * (row * 0.86 + 0.5), side * 0.16, side * 0.16, 20), inks[0]
            )


def leaves(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Sprigs with paired leaves."""
    x, y, w, h = area
    side = w / count
    rows = int(h / side / 1.3) + 1
    for row in range(rows):
        for column in range(count + 1):
            cx = x + side * (column + (0.5 if row % 2 else 0))
            top, tall = y + side * 1.3 * row, side * 1.05
            canvas.stroke([(cx, top), (cx, top + tall)], inks[1], side * 0.04)
            for k in range(3):
                base = top + tall * (0.25 + 0.27 * k)
                for way in (-1, 1):
                    tip = (cx + way * side * 0.34, base - side * 0.24)
                    mid = (cx + way * side * 0.27, base - side * 0.02)
                    inner = (cx + way * side * 0.1, base - side * 0.22)
                    canvas.fill(curve([(cx, base), mid, tip, inner], 4, closed=True), inks[0])


def arches(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Rows of nested arches."""
    x, y, w, h = area
    side = w / count
    for row in range(int(h / side * 1.25) + 1):
        for column in range(count + 1):
            cx = x + side * (column + (0 if row % 2 else 0.5))
            low = y + side * 0.8 * (row + 1)
            for k, ink in ((0.46, inks[0]), (0.3, inks[1]), (0.16, inks[0])):
                arc = [
                    (cx - side * k * cos(pi * i / 14), low - side * k * 1.2 * sin(pi * i / 14))
                    for i in range(15)
                ]
                canvas.stroke(arc, ink, side * 0.075)


def brush(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Short strokes that seem dabbed on by hand."""
    x, y, w, h = area
    side = w / count
    for row in range(int(h / side * 1.4) + 1):
        for column in range(count):
            n = row * count + column
            cx = x + side * (column + 0.3 + 0.4 * spread(n))
            cy = y + side * 0.72 * (row + 0.3 + 0.4 * spread(n * 3))
            tilt = (spread(n * 7) - 0.5) * side * 0.5
            canvas.stroke(
                [(cx - tilt, cy - side * 0.16), (cx + tilt, cy + side * 0.16)],
                inks[n % 2],
                side * 0.13,
            )


def blocks(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Large calm fields, as on a poster: a half disc, a bar and a corner."""
    x, y, w, h = area
    canvas.fill(rect(x, y, w * 0.5, h * 0.38), inks[0])
    canvas.fill(rect(x + w * 0.62, y + h * 0.5, w * 0.38, h * 0.5), inks[1])
    disc = [
        (x + w * 0.5 + w * 0.3 * cos(pi * i / 24), y + h * 0.38 + w * 0.3 * sin(pi * i / 24))
        for i in range(25)
    ]
    canvas.fill(disc, inks[1])
    for i in range(count):
        canvas.fill(rect(x + w * 0.08, y + h * (0.72 + 0.05 * i), w * 0.4, h * 0.014), inks[0])


def cable(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Draw the plaits of a heavy knit."""
    x, y, w, h = area
    side = w / count
    rows = int(h / side * 2.4) + 1
    for column in range(count):
        left = x + column * side
        canvas.fill(rect(left, y, side * 0.06, h), inks[0])
        for row in range(rows):
            top = y + h * row / rows
            tall = h / rows
            points = (
                ((0.18, 0.1), (0.5, 0.55), (0.82, 0.95))
                if row % 2
                else ((0.82, 0.1), (0.5, 0.55), (0.18, 0.95))
            )
            canvas.stroke(
                [(left + side * a, top + tall * b) for a, b in points], inks[0], side * 0.09
            )
