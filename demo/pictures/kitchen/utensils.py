"""Spoons, whisks and the other hand tools of a kitchen, laid flat."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sin

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.flat import Sheet
from demo.pictures.drawing.geometry import rect
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.scene import curve, ellipse, rounded


def spoon(sheet: Sheet, stuff: Material, long: float = 30, head: float = 3.2) -> None:
    """Draw a spoon with a round head."""
    sheet.fill(rounded(-0.75, -long * 0.3, 1.5, long * 0.8, 0.7), stuff.base, 0.8)
    sheet.fill(ellipse(0, -long * 0.38, head, head * 1.4, 40), stuff.base, 0.8)
    sheet.fill(ellipse(0, -long * 0.38, head * 0.72, head * 1.08, 40), stuff.dark)
    sheet.fill(
        ellipse(0.4, -long * 0.37, head * 0.56, head * 0.92, 40), mix(stuff.dark, stuff.base, 0.5)
    )
    sheet.stroke([(-0.25, -long * 0.2), (-0.25, long * 0.45)], stuff.light, 0.26)


def spatula(sheet: Sheet, stuff: Material, long: float = 30, head: float = 3.2) -> None:
    """Draw a flat turner with slits."""
    sheet.fill(rounded(-0.75, -long * 0.2, 1.5, long * 0.7, 0.7), stuff.base, 0.8)
    sheet.fill(
        curve(
            [
                (-head, -long * 0.5),
                (head, -long * 0.47),
                (head * 0.95, -long * 0.28),
                (0.9, -long * 0.2),
                (-0.9, -long * 0.2),
                (-head * 0.95, -long * 0.28),
            ],
            5,
            closed=True,
        ),
        stuff.base,
        0.8,
    )
    for x in (-head * 0.4, 0.0, head * 0.4):
        sheet.stroke([(x, -long * 0.44), (x, -long * 0.3)], stuff.line, 0.55)
    sheet.stroke([(-0.25, -long * 0.12), (-0.25, long * 0.45)], stuff.light, 0.26)


def scraper(sheet: Sheet, stuff: Material, long: float = 30, head: float = 2.8) -> None:
    """Draw a soft spatula on a wooden handle."""
    sheet.fill(rounded(-0.7, -long * 0.2, 1.4, long * 0.7, 0.7), material("beech").base, 0.8)
    sheet.fill(rounded(-head, -long * 0.5, head * 2, long * 0.33, 1.8), stuff.base, 0.8)
    sheet.stroke([(-head * 0.5, -long * 0.46), (-head * 0.5, -long * 0.24)], stuff.light, 0.5)


def fork(sheet: Sheet, stuff: Material, long: float = 30, head: float = 2.8) -> None:
    """Draw a fork with three prongs."""
    sheet.fill(rounded(-0.75, -long * 0.22, 1.5, long * 0.72, 0.7), stuff.base, 0.8)
    sheet.fill(rounded(-head, -long * 0.34, head * 2, long * 0.14, 1.8), stuff.base, 0.8)
    for x in (-head + 0.6, 0.0, head - 0.6):
        sheet.fill(rounded(x - 0.6, -long * 0.5, 1.2, long * 0.2, 0.6), stuff.base, 0.8)
    sheet.stroke([(-0.25, -long * 0.2), (-0.25, long * 0.45)], stuff.light, 0.26)


def whisk(sheet: Sheet, stuff: Material, long: float = 30, head: float = 3.4) -> None:
    """Draw a balloon whisk with a wooden handle."""
    wire = material("steel")
    for k in (1.0, 0.62, 0.25):
        loop = [
            (
                head * k * sin(pi * t / 20) * (1 if s else -1),
                -long * 0.02 - long * 0.48 * sin(pi * t / 40),
            )
            for s in (0, 1)
            for t in (range(21) if s == 0 else range(20, -1, -1))
        ]
        sheet.canvas.drop(sheet.lay(loop), 0.8, 0.12)
        sheet.stroke(loop, wire.dark, 0.34)
        sheet.stroke([(x - 0.08, y) for x, y in loop], wire.light, 0.14)
    sheet.fill(rounded(-1, -long * 0.06, 2, long * 0.5, 0.9), stuff.base, 0.8)
    sheet.fill(rect(-1, -long * 0.05, 2, 1.2), wire.base)
    sheet.stroke([(-0.4, 0.4), (-0.4, long * 0.4)], stuff.light, 0.3)


def rolling(sheet: Sheet, stuff: Material, long: float = 40, head: float = 2.7) -> None:
    """Draw a rolling pin."""
    for y in (-long * 0.5, long * 0.36):
        sheet.fill(rounded(-1, y, 2, long * 0.14, 1), stuff.dark, 0.9)
    sheet.fill(rounded(-head, -long * 0.37, head * 2, long * 0.74, 1.1), stuff.base, 0.9)
    sheet.fill(rect(-head * 0.62, -long * 0.36, head * 0.4, long * 0.72), stuff.light)
    sheet.fill(rounded(head * 0.4, -long * 0.36, head * 0.6, long * 0.72, 0.6), stuff.dark)


def grater(sheet: Sheet, stuff: Material, long: float = 30, head: float = 1.8) -> None:
    """Draw a long fine grater."""
    steel = material("steel")
    sheet.fill(rounded(-head, -long * 0.5, head * 2, long * 0.64, 0.5), steel.base, 0.8)
    for i in range(16):
        for x in (-0.9, 0.0, 0.9):
            y = -long * 0.46 + i * long * 0.035 + (0.3 if x else 0)
            sheet.stroke([(x - 0.3, y), (x + 0.3, y)], steel.dark, 0.16)
    sheet.fill(rounded(-head * 0.8, long * 0.12, head * 1.6, long * 0.38, 1), stuff.base, 0.8)
    sheet.stroke([(-head * 0.4, long * 0.16), (-head * 0.4, long * 0.44)], stuff.light, 0.3)


def ladle(sheet: Sheet, stuff: Material, long: float = 32, head: float = 4) -> None:
    """Draw a ladle."""
    sheet.fill(rounded(-0.6, -long * 0.3, 1.2, long * 0.8, 0.6), stuff.base, 0.8)
    sheet.fill(ellipse(0, -long * 0.38, head, head, 44), stuff.base, 0.8)
    sheet.fill(ellipse(0.2, -long * 0.375, head * 0.84, head * 0.84, 44), stuff.dark)
    sheet.fill(ellipse(0.6, -long * 0.36, head * 0.6, head * 0.6, 44), stuff.base)
    sheet.stroke([(-0.2, -long * 0.2), (-0.2, long * 0.45)], stuff.light, 0.22)


TOOLS: dict[str, Callable[[Sheet, Material, float, float], None]] = {
    "spoon": spoon,
    "spatula": spatula,
    "scraper": scraper,
    "fork": fork,
    "whisk": whisk,
    "rolling": rolling,
    "grater": grater,
    "ladle": ladle,
}


def tools(
    canvas: Canvas,
    *,
    kinds: str = "spoon",
    stuff: str = "olive",
    second: str = "",
    turn: float = 20,
    length: float = 30,
    head: float = 3.2,
    gap: float = 9,
) -> None:
    """Tools side by side; `kinds` names them, with spaces between."""
    canvas.width, canvas.height = 0.72, 0.72
    names = kinds.split()
    for i, name in enumerate(names):
        way = turn + (i - (len(names) - 1) / 2) * (7 if len(names) > 1 else 0)
        sheet = Sheet(canvas, way, i * gap, (i % 2) * 2.4)
        TOOLS[name](sheet, material(second if second and i % 2 else stuff), length, head)
