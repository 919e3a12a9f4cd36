"""Knives, laid flat, and the block they stand in."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.flat import Sheet
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, curve, ellipse
from demo.pictures.drawing.solids import prism

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
    """Draw a knife, or several of decreasing length side by side."""
    canvas.width, canvas.height = 0.72, 0.72
    names = {0: blade, 1: "bread" if count > 2 else "paring", 2: "paring", 3: "santoku"}
    for i in range(count):
        kind = second if second and i == 1 else names[i] if count > 1 else blade
        long = length * (1 - 0.2 * i) if count < 5 else length
        wide = width * (0.72 if kind in ("paring", "bread", "slicer") and i else 1)
        sheet = Sheet(canvas, turn, i * 8.5, i * 2.4)
        draw_knife(
            sheet,
            (kind, long, wide),
            material(handle),
            material(steel),
            (rivets, bolster),
            saw or kind == "bread",
        )


def draw_knife(
    sheet: Sheet,
    size: tuple[str, float, float],
    wood: Material,
    steel: Material,
    fittings: tuple[bool, bool],
    saw: bool,
) -> None:
    """One knife on its sheet; size is the shape of its blade, its length and its width."""
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
    """Draw a slanted knife block with the handles standing out of it."""
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
