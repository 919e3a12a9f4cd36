"""Beds, dressed: with a headboard of wood, cane, bars or cloth; bunks and cots."""

from __future__ import annotations

from math import sin

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, circle, rounded
from demo.pictures.drawing.solids import box, grained, prism
from demo.pictures.drawing.upholstery import soft
from demo.pictures.drawing.weave import cane


def bed(
    canvas: Canvas,
    *,
    wood: str = "oak",
    cloth: str = "white",
    cover: str = "sage",
    head: str = "panel",
    head_cloth: str = "",
    width: float = 160,
    length: float = 200,
    head_height: float = 100,
    legs: bool = True,
    drawers: int = 0,
    canopy: bool = False,
    pillows: int = 2,
    foot: bool = False,
    stripes: bool = False,
) -> None:
    """Draw a bed seen from its foot.

    `head` is panel, slats, cane, padded, channels, arch, bars or none.
    """
    scene = Scene(canvas, yaw=33, pitch=22)
    frame = material(wood)
    w, n = width, length
    scene.floor_shadow([(0, 0), (w, 0), (w, n), (0, n)], 0.34)
    if canopy:
        for x in (0, w):
            limb(scene, (x, n, 200), (x, n, 0), 2.4, 2.4, frame)
    _headboard(scene, head, (w, n, head_height), frame, material(head_cloth or cloth))
    if legs:
        for x, y in ((5, n - 5), (w - 5, n - 5), (5, 5), (w - 5, 5)):
            limb(scene, (x, y, 18), (x, y, 0), 3, 2.2, frame)
    low = 14.0 if legs else 0.0
    box(scene, 0, 0, low, w, n, 32 - low, frame, grain="x" if w > 130 else "y")
    for i in range(drawers):
        y = 8 + i * (n - 16) / drawers
        end = y + (n - 16) / drawers - 4
        scene.line(
            [(w, y, low + 3), (w, end, low + 3), (w, end, 29), (w, y, 29), (w, y, low + 3)],
            frame.line,
            0.8,
        )
        limb(
            scene,
            (w + 1, (y + end) / 2 - 6, 25),
            (w + 1, (y + end) / 2 + 6, 25),
            0.8,
            0.8,
            material("black"),
        )
    soft(scene, 2, 2, 28, w - 4, n - 4, 24, 6, material(cloth))
    _pillows(scene, (w, n), pillows, material(cloth), material(cover))
    _cover(scene, w, n, material(cover), stripes)
    if foot:
        box(scene, 0, -3, 0, w, 3, 52, frame, grain="x")
    if canopy:
        for x in (0, w):
            limb(scene, (x, 0, 200), (x, 0, 0), 2.4, 2.4, frame)
            limb(scene, (x, 0, 199), (x, n, 199), 2.2, 2.2, frame)
        for y in (0, n):
            limb(scene, (0, y, 199), (w, y, 199), 2.2, 2.2, frame)


def _pillows(
    scene: Scene, size: tuple[float, float], count: int, cloth: Material, accent: Material
) -> None:
    w, n = size
    each = (w - 12) / count
    for i in range(count):
        soft(scene, 6 + i * each + 1, n - 34, 50, each - 2, 20, 34, 9, cloth)
    wide = each * 0.72
    for i in range(count):
        soft(scene, 6 + i * each + (each - wide) / 2, n - 50, 51, wide, 16, 27, 7, accent)


def _cover(scene: Scene, w: float, n: float, cover: Material, stripes: bool) -> None:
    """Draw a bedspread with a turned-down edge that falls over the sides of the mattress."""
    top, reach, drop = 53.0, n - 58, 27.0
    soft(scene, -1.5, -2, 24, w + 3, reach, top - 22, 7, cover)
    hem = [(w + 1.6, y, drop + 2.2 * sin(y / 9)) for y in range(0, int(reach), 6)]
    scene.face([*hem, (w + 1.6, reach - 4, 44), (w + 1.6, 4, 44)], cover.dark)
    if stripes:
        for i in range(1, 8):
            y = reach * i / 8
            scene.line([(3, y, top + 2), (w - 3, y, top + 2)], cover.dark, 1.6)
    fold = mix(cover.light, (255, 250, 242), 0.5)
    scene.face(
        [
            (0, reach - 18, top + 2.4),
            (w, reach - 18, top + 2.4),
            (w, reach + 2, top + 2.4),
            (0, reach + 2, top + 2.4),
        ],
        fold,
    )
    scene.face(
        [
            (w, reach - 18, top + 2.4),
            (w + 2, reach - 18, 34),
            (w + 2, reach + 2, 34),
            (w, reach + 2, top + 2.4),
        ],
        mix(fold, cover.dark, 0.4),
    )


def _headboard(
    scene: Scene, style: str, size: tuple[float, float, float], frame: Material, cloth: Material
) -> None:
    w, y, h = size
    if style == "none":
        return
    if style in ("padded", "channels"):
        soft(scene, -4, y, 12, w + 8, 12, h - 12, 6, cloth)
        for i in range(1, 9 if style == "channels" else 1):
            x = -4 + (w + 8) * i / 9
            scene.line([(x, y, 40), (x, y, h - 5)], cloth.dark, 1.3)
        return
    if style == "arch":
        arch = [(w / 2 + (w / 2 + 2) * c, 46 + (h - 46) * s) for c, s in circle(48)[0:25]]
        prism(scene, [(w + 2, 0), *arch, (-2, 0)], "y", y, y + 5, frame)
        grained(scene, "y", y, (w * 0.1, 50, w * 0.8, (h - 46) * 0.6), frame)
        return
    if style in ("slats", "bars"):
        for x in (2, w - 2):
            limb(scene, (x, y, h), (x, y, 0), 2.6, 2.6, frame)
        count = 11
        for i in range(1, count):
            x = w * i / count
            limb(
                scene,
                (x, y, h - 6),
                (x, y, 44),
                0.9 if style == "bars" else 1.7,
                0.9 if style == "bars" else 1.7,
                frame,
            )
        limb(scene, (0, y, h - 4), (w, y, h - 4), 2.6, 2.6, frame)
        return
    outline = rounded(-2, 0, w + 4, h, 5)
    prism(scene, outline, "y", y, y + 5, frame)
    if style == "cane":
        for x in (4.0, w / 2 + 2):
            panel = [(x, y, 50), (x + w / 2 - 6, y, 50), (x + w / 2 - 6, y, h - 6), (x, y, h - 6)]
            cane(scene.canvas, scene.path(panel), material("cane"), mesh=5)
    else:
        grained(scene, "y", y, (4, 48, w - 8, h - 52), frame)


def bunk(
    canvas: Canvas,
    *,
    wood: str = "white-wood",
    cover: str = "sky",
    second: str = "coral",
    width: float = 96,
    length: float = 206,
    height: float = 160,
) -> None:
    """Draw a bunk bed with a ladder at its long side."""
    scene = Scene(canvas, yaw=40, pitch=16)
    frame = material(wood)
    w, n = length, width
    scene.floor_shadow([(0, 0), (w, 0), (w, n), (0, n)], 0.34)
    for x in (0.0, w - 6):
        box(scene, x, n - 6, 0, 6, 6, height, frame)
    for z, name in ((24.0, cover), (110.0, second)):
        box(scene, 0, n - 3, z + 22, w, 3, 8, frame)
        box(scene, 0, 0, z, w, n, 12, frame)
        soft(scene, 4, 3, z + 9, w - 8, n - 6, 14, 5, material("white"))
        soft(scene, 8, 8, z + 19, 34, n - 20, 13, 6, material("white"))
        soft(scene, 52, 1, z + 8, w - 56, n - 2, 19, 6, material(name))
    for x in (0.0, w - 6):
        box(scene, x, 0, 0, 6, 6, height, frame)
    box(scene, 6, 0, 136, w - 50, 3, 7, frame)
    box(scene, w - 6, 0, 146, 4, n, 7, frame, grain="y")
    for x in (w - 40, w - 14):
        limb(scene, (x, -3, height), (x, -16, 0), 1.8, 1.8, frame)
    for i in range(1, 6):
        z = i * 24
        y = -16 + 13 * z / height
        limb(scene, (w - 40, y, z), (w - 14, y, z), 1.5, 1.5, frame)


def cot(
    canvas: Canvas,
    *,
    wood: str = "beech",
    cloth: str = "white",
    cover: str = "blush",
    width: float = 66,
    length: float = 124,
    height: float = 88,
) -> None:
    """Draw a cot with barred sides."""
    scene = Scene(canvas, yaw=38, pitch=18)
    frame = material(wood)
    w, n = length, width
    scene.floor_shadow([(0, 0), (w, 0), (w, n), (0, n)])

    def bars(y: float) -> None:
        for i in range(1, 15):
            limb(scene, (w * i / 15, y, height - 4), (w * i / 15, y, 20), 0.8, 0.8, frame)
        limb(scene, (0, y, height - 2), (w, y, height - 2), 1.8, 1.8, frame)
        limb(scene, (0, y, 20), (w, y, 20), 1.8, 1.8, frame)

    box(scene, -2, 0, 0, 4, n, height + 4, frame, grain="z")
    bars(n)
    soft(scene, 3, 2, 22, w - 6, n - 4, 14, 5, material(cloth))
    soft(scene, 44, 1, 24, w - 48, n - 2, 16, 6, material(cover))
    bars(0)
    box(scene, w - 2, 0, 0, 4, n, height + 4, frame, grain="z")
