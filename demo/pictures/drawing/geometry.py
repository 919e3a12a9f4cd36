"""Patterns of lines, squares and lozenges, drawn inside a rectangle of the canvas."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Colour

Area = tuple[float, float, float, float]


Inks = tuple[Colour, Colour]


def rect(x: float, y: float, w: float, h: float) -> list[tuple[float, float]]:
    """Return the outline of a rectangle."""
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def stripes(canvas: Canvas, area: Area, inks: Inks, count: int, upright: bool = False) -> None:
    """Even stripes in the first ink with a hairline of the second beside each."""
    x, y, w, h = area
    for i in range(count):
        if upright:
            step = w / count
            canvas.fill(rect(x + step * (i + 0.25), y, step * 0.5, h), inks[0])
            canvas.fill(rect(x + step * (i + 0.84), y, step * 0.08, h), inks[1])
        else:
            step = h / count
            canvas.fill(rect(x, y + step * (i + 0.25), w, step * 0.5), inks[0])
            canvas.fill(rect(x, y + step * (i + 0.84), w, step * 0.08), inks[1])


def pinstripes(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Thin upright lines, every fourth in the second ink."""
    x, y, w, h = area
    for i in range(count * 3):
        t = x + w * (i + 0.5) / (count * 3)
        canvas.fill(rect(t, y, w * 0.006, h), inks[1 if i % 4 == 0 else 0])


def checks(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Draw a chessboard of squares with a smaller one in every dark square."""
    x, y, w, h = area
    side = w / count
    for row in range(int(h / side) + 1):
        for column in range(count):
            if (row + column) % 2 == 0:
                left, top = x + column * side, y + row * side
                canvas.fill(rect(left, top, side, side), inks[0])


def gingham(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Bands both ways that darken where they cross."""
    x, y, w, h = area
    side = w / count / 2
    for i in range(count):
        canvas.fill(rect(x + side * 2 * i, y, side, h), inks[0], 120)
    for i in range(int(h / side / 2) + 1):
        canvas.fill(rect(x, y + side * 2 * i, w, side), inks[0], 120)


def grid(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Draw a window-pane of thin lines."""
    x, y, w, h = area
    side = w / count
    for i in range(count + 1):
        canvas.fill(rect(x + side * (i - 0.04), y, side * 0.08, h), inks[0])
    for i in range(int(h / side) + 2):
        canvas.fill(rect(x, y + side * (i - 0.04), w, side * 0.08), inks[0])


def diamonds(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Draw the lozenges of Atlas rugs: crossing lines, a small lozenge in each field."""
    x, y, w, h = area
    side = w / count
    rows = int(h / side / 1.2) + 1
    tall = h / rows
    for row in range(rows):
        for column in range(count):
            cx, cy = x + side * (column + 0.5), y + tall * (row + 0.5)
            big = [
                (cx, cy - tall / 2),
                (cx + side / 2, cy),
                (cx, cy + tall / 2),
                (cx - side / 2, cy),
                (cx, cy - tall / 2),
            ]
            canvas.stroke(big, inks[0], side * 0.055)
            small = [(cx + (px - cx) * 0.24, cy + (py - cy) * 0.24) for px, py in big]
            canvas.fill(small, inks[1])


def zigzag(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Rows of chevrons in turn of both inks."""
    x, y, w, h = area
    rows = count * 2
    step, teeth = h / rows, 8
    for row in range(rows):
        top = y + step * (row + 0.5)
        points = [
            (x + w * i / teeth / 2, top + (step * 0.35 if i % 2 else -step * 0.35))
            for i in range(teeth * 2 + 1)
        ]
        canvas.stroke(points, inks[row % 2], step * 0.26)


def ribs(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Draw the raised lines of a flat weave or a knit."""
    x, y, w, h = area
    rows = count * 5
    for i in range(rows):
        canvas.fill(rect(x, y + h * i / rows, w, h / rows * 0.28), inks[i % 7 == 3])


def quilt(canvas: Canvas, area: Area, inks: Inks, count: int) -> None:
    """Stitched diagonals."""
    x, y, w, h = area
    step = w / count
    start = x - h
    while start < x + w:
        canvas.stroke([(start, y), (start + h, y + h)], inks[0], step * 0.05)
        canvas.stroke([(start + h, y), (start, y + h)], inks[0], step * 0.05)
        start += step
