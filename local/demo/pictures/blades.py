"""Knives, boards and tools of the kitchen, laid flat."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, radians, sin

from local.demo.pictures.canvas import Canvas, Point
from local.demo.pictures.palette import Material, material, mix
from local.demo.pictures.patterns import rect
from local.demo.pictures.scene import Scene, curve, ellipse, rounded, spread
from local.demo.pictures.solids import limb, prism


class Sheet:
    """A canvas with a turn: tools are drawn upright, points up, and laid down at a slant."""

    def __init__(self, canvas: Canvas, turn: float, x: float = 0, y: float = 0) -> None:
        self.canvas, self.x, self.y = canvas, x, y
        self.cos, self.sin = cos(radians(turn)), sin(radians(turn))

    def lay(self, points: list[Point]) -> list[Point]:
        """The points, turned and moved."""
        return [
            (self.x + x * self.cos - y * self.sin, self.y + x * self.sin + y * self.cos)
            for x, y in points
        ]

    def fill(self, points: list[Point], colour: tuple[int, int, int], drop: float = 0) -> None:
        """Paint an outline, with its shadow if it lies that high."""
        laid = self.lay(points)
        if drop:
            self.canvas.drop(laid, drop, 0.3)
        self.canvas.fill(laid, colour)

    def stroke(self, points: list[Point], colour: tuple[int, int, int], width: float) -> None:
        """Paint a line."""
        self.canvas.stroke(self.lay(points), colour, width)


# Half of a blade's outline: the edge side, from heel to point, in parts of its length and width.
BLADES: dict[str, tuple[Point, ...]] = {
    "chef": ((1, 0), (0.98, 0.3), (0.86, 0.62), (0.5, 0.88), (0.08, 1)),
    "bread": ((0.9, 0), (0.9, 0.5), (0.86, 0.9), (0.3, 1)),
    "santoku": ((1, 0), (0.98, 0.5), (0.9, 0.86), (0.62, 1)),
    "paring": ((1, 0), (0.9, 0.4), (0.6, 0.8), (0.1, 1)),
    "cleaver": ((1, 0), (1.02, 0.5), (1, 0.98), (0.9, 1)),
    "slicer": ((0.9, 0), (0.88, 0.6), (0.7, 0.88), (0.14, 1)),
}


def knife(
    canvas: Canvas,
    *,
    blade: str = "chef",
    handle: str = "walnut",
    length: float = 20,
    width: float = 4.6,
    turn: float = 28,
    steel: str = "steel",
    rivets: bool = True,
    count: int = 1,
    second: str = "",
    bolster: bool = True,
    saw: bool = False,
) -> None:
    """A knife, or several of decreasing length side by side."""
    canvas.width, canvas.height = 0.72, 0.72
    names = {0: blade, 1: "bread" if count > 2 else "paring", 2: "paring", 3: "santoku"}
    for i in range(count):
        kind = second if second and i == 1 else names[i] if count > 1 else blade
        long = length * (1 - 0.2 * i) if count < 5 else length
        wide = width * (0.72 if kind in ("paring", "bread", "slicer") and i else 1)
        sheet = Sheet(canvas, turn, i * 8.5, i * 2.4)
        _one(
            sheet,
            (kind, long, wide),
            material(handle),
            material(steel),
            (rivets, bolster),
            saw or kind == "bread",
        )


def _one(
    sheet: Sheet,
    size: tuple[str, float, float],
    wood: Material,
    steel: Material,
    fittings: tuple[bool, bool],
    saw: bool,
) -> None:
    kind, n, w = size
    spine = [(-w * 0.35, 0.0), (-w * 0.35, -n * (0.86 if kind != "cleaver" else 1))]
    if kind in ("chef", "paring", "slicer"):
        spine.append((-w * 0.22, -n * 0.96))
    edge = [(-w * 0.35 + w * k, -n * t) for k, t in BLADES[kind]]
    outline = [*spine, *reversed(curve(edge, 5))]
    if saw:
        teeth = [(w * (0.55 + (0.05 if i % 2 else -0.02)), -n * 0.9 * i / 40) for i in range(41)]
        outline = [*spine, (-w * 0.35 + w * 0.3, -n), *reversed(teeth)]
    sheet.fill(outline, mix(steel.base, steel.light, 0.5), 0.9)
    bevel = [(x - w * 0.2, y) for x, y in edge]
    if not saw:
        sheet.fill(
            [*curve(edge, 5), *reversed(curve(bevel, 5))], mix(steel.light, (255, 255, 255), 0.6)
        )
    sheet.stroke([(-w * 0.3, -1), (-w * 0.3, -n * 0.84)], steel.dark, 0.12)
    grip = n * 0.62 if n > 12 else n * 0.85
    top = 1.2 if fittings[1] else 0
    h = w * 0.3
    handle = curve(
        [
            (-h - 0.3, top),
            (h + 0.1, top),
            (h + 0.2, top + grip * 0.3),
            (h - 0.1, top + grip * 0.6),
            (h + 0.7, top + grip * 0.95),
            (0.2, top + grip),
            (-h - 0.2, top + grip * 0.9),
            (-h - 0.1, top + grip * 0.4),
        ],
        5,
        closed=True,
    )
    sheet.fill(handle, wood.base, 0.9)
    sheet.stroke([(-h * 0.5, top + 1.5), (-h * 0.5, top + grip * 0.85)], wood.light, 0.3)
    if fittings[1]:
        sheet.fill(
            [(-w * 0.35, -0.2), (w * 0.32, -0.2), (h, top + 0.4), (-h - 0.2, top + 0.4)], steel.dark
        )
    if fittings[0]:
        for t in (0.22, 0.5, 0.78):
            sheet.fill(ellipse(0.1, top + grip * t, 0.36, 0.36, 16), material("brass").light)


def block(
    canvas: Canvas,
    *,
    wood: str = "oak",
    handle: str = "black",
    slots: int = 5,
) -> None:
    """A slanted knife block with the handles standing out of it."""
    scene = Scene(canvas, yaw=34, pitch=18)
    canvas.width = 0.6
    stuff, grip = material(wood), material(handle)
    scene.floor_shadow([(0, 0), (14, 0), (14, 18), (0, 18)], 0.42)
    for row in range(2):
        for i in range((slots + 1) // 2 if row == 0 else slots // 2):
            x = 2.6 + i * 4.4
            y, z = 11.5 - row * 5.0, 20.5 - row * 3.6
            limb(scene, (x, y, z - 2), (x, y - 5.4, z + 8.5), 1.15, 1.3, grip)
    side = [(0.0, 0.0), (18.0, 0.0), (18.0, 15.0), (13.0, 22.0), (0.0, 12.0)]
    prism(scene, side, "x", 0, 14, stuff)
    for row in range(2):
        for i in range((slots + 1) // 2 if row == 0 else slots // 2):
            x = 2.6 + i * 4.4
            y, z = 10.6 - row * 5.4, 20.4 - row * 4.2
            scene.line([(x - 1, y, z), (x + 1, y, z)], stuff.line, 1.2)
            limb(scene, (x, y, z), (x, y - 6.4, z + 8.8), 1.05, 1.25, grip)
            scene.line([(x, y - 1, z + 1.2), (x, y - 1.6, z + 2)], material("steel").light, 1.9)


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
    """A chopping or serving board: paddle, rect, round or rustic."""
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
        _one(
            Sheet(canvas, turn + 30, w * 0.12, n * 0.1),
            ("paring", 11, 2.6),
            material("black"),
            material("steel"),
            (False, True),
            saw=False,
        )


def spoon(sheet: Sheet, stuff: Material, long: float = 30, head: float = 3.2) -> None:
    """A spoon with a round head."""
    sheet.fill(rounded(-0.75, -long * 0.3, 1.5, long * 0.8, 0.7), stuff.base, 0.8)
    sheet.fill(ellipse(0, -long * 0.38, head, head * 1.4, 40), stuff.base, 0.8)
    sheet.fill(ellipse(0, -long * 0.38, head * 0.72, head * 1.08, 40), stuff.dark)
    sheet.fill(
        ellipse(0.4, -long * 0.37, head * 0.56, head * 0.92, 40), mix(stuff.dark, stuff.base, 0.5)
    )
    sheet.stroke([(-0.25, -long * 0.2), (-0.25, long * 0.45)], stuff.light, 0.26)


def spatula(sheet: Sheet, stuff: Material, long: float = 30, head: float = 3.2) -> None:
    """A flat turner with slits."""
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
    """A soft spatula on a wooden handle."""
    sheet.fill(rounded(-0.7, -long * 0.2, 1.4, long * 0.7, 0.7), material("beech").base, 0.8)
    sheet.fill(rounded(-head, -long * 0.5, head * 2, long * 0.33, 1.8), stuff.base, 0.8)
    sheet.stroke([(-head * 0.5, -long * 0.46), (-head * 0.5, -long * 0.24)], stuff.light, 0.5)


def fork(sheet: Sheet, stuff: Material, long: float = 30, head: float = 2.8) -> None:
    """A fork with three prongs."""
    sheet.fill(rounded(-0.75, -long * 0.22, 1.5, long * 0.72, 0.7), stuff.base, 0.8)
    sheet.fill(rounded(-head, -long * 0.34, head * 2, long * 0.14, 1.8), stuff.base, 0.8)
    for x in (-head + 0.6, 0.0, head - 0.6):
        sheet.fill(rounded(x - 0.6, -long * 0.5, 1.2, long * 0.2, 0.6), stuff.base, 0.8)
    sheet.stroke([(-0.25, -long * 0.2), (-0.25, long * 0.45)], stuff.light, 0.26)


def whisk(sheet: Sheet, stuff: Material, long: float = 30, head: float = 3.4) -> None:
    """A balloon whisk with a wooden handle."""
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
    """A rolling pin."""
    for y in (-long * 0.5, long * 0.36):
        sheet.fill(rounded(-1, y, 2, long * 0.14, 1), stuff.dark, 0.9)
    sheet.fill(rounded(-head, -long * 0.37, head * 2, long * 0.74, 1.1), stuff.base, 0.9)
    sheet.fill(rect(-head * 0.62, -long * 0.36, head * 0.4, long * 0.72), stuff.light)
    sheet.fill(rounded(head * 0.4, -long * 0.36, head * 0.6, long * 0.72, 0.6), stuff.dark)


def grater(sheet: Sheet, stuff: Material, long: float = 30, head: float = 1.8) -> None:
    """A long fine grater."""
    steel = material("steel")
    sheet.fill(rounded(-head, -long * 0.5, head * 2, long * 0.64, 0.5), steel.base, 0.8)
    for i in range(16):
        for x in (-0.9, 0.0, 0.9):
            y = -long * 0.46 + i * long * 0.035 + (0.3 if x else 0)
            sheet.stroke([(x - 0.3, y), (x + 0.3, y)], steel.dark, 0.16)
    sheet.fill(rounded(-head * 0.8, long * 0.12, head * 1.6, long * 0.38, 1), stuff.base, 0.8)
    sheet.stroke([(-head * 0.4, long * 0.16), (-head * 0.4, long * 0.44)], stuff.light, 0.3)


def ladle(sheet: Sheet, stuff: Material, long: float = 32, head: float = 4) -> None:
    """A ladle."""
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
