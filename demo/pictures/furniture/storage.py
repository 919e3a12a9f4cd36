"""Trunks, baskets, and somewhere to hang coats."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, curve, ellipse
from demo.pictures.drawing.solids import box, prism
from demo.pictures.drawing.turning import lathe
from demo.pictures.drawing.upholstery import soft
from demo.pictures.drawing.weave import basket, straps


def trunk(
    canvas: Canvas,
    *,
    wood: str = "pine",
    band: str = "black",
    width: float = 100,
    depth: float = 45,
    height: float = 46,
    cushion: str = "",
) -> None:
    """Draw a chest with a lid: of wood with fittings, or woven when the material is a cane."""
    scene = Scene(canvas)
    stuff = material(wood)
    scene.floor_shadow([(0, 0), (width, 0), (width, depth), (0, depth)])
    box(scene, 0, 0, 0, width, depth, height - 9, stuff)
    if not stuff.wood:
        front = [(0.0, 0.0), (width, 0.0), (width, height - 9), (0.0, height - 9)]
        straps(scene.canvas, scene.path([(x, 0, z) for x, z in front]), stuff, 16)
        side = [(0.0, 0.0), (depth, 0.0), (depth, height - 9), (0.0, height - 9)]
        straps(
            scene.canvas,
            scene.path([(width, y, z) for y, z in side]),
            Material(stuff.dark, stuff.dark, stuff.line, stuff.line),
            12,
        )
    box(scene, -1, -1, height - 8.4, width + 2, depth + 2, 8.4, stuff)
    if cushion:
        soft(scene, -1, -1, height - 1, width + 2, depth + 2, 9, 4, material(cushion))
    elif stuff.wood:
        for x in (width * 0.2, width * 0.76):
            scene.face(
                [(x, -1, 0), (x + 5, -1, 0), (x + 5, -1, height), (x, -1, height)],
                material(band).base,
            )
            scene.face(
                [
                    (x, -1, height),
                    (x + 5, -1, height),
                    (x + 5, depth + 1, height),
                    (x, depth + 1, height),
                ],
                material(band).light,
            )


def basket_piece(
    canvas: Canvas,
    *,
    stuff: str = "wicker",
    width: float = 45,
    height: float = 50,
    lid: bool = False,
    lining: str = "linen",
    handles: bool = True,
) -> None:
    """Draw a round basket for laundry, logs or blankets."""
    scene = Scene(canvas, pitch=24)
    cane_stuff = material(stuff)
    r = width / 2
    scene.floor_shadow(ellipse(0, 0, r, r))
    profile = curve([(r * 0.8, 0), (r * 0.97, height * 0.45), (r, height)], 6)
    lathe(scene, 0, 0, profile, cane_stuff, inside=None if lid else material(lining), wall=1.6)
    basket(scene, profile, cane_stuff, every=3.6)
    if lid:
        lathe(
            scene,
            0,
            0,
            [(r * 1.05, height), (r * 1.05, height + 4), (r * 0.2, height + 8)],
            cane_stuff,
        )
        lathe(scene, 0, 0, [(2.4, height + 7), (2.4, height + 11)], material("oak"))
    if handles:
        for x in (-1, 1):
            edge = r * 0.98
            arc = [
                (x * edge * 0.92 + x * 1.2 * k, -6 + 6 * i, height * 0.86 - k)
                for i, k in enumerate((0, 5, 0))
            ]
            scene.line(arc, material("cognac").base, 1.8)


def coat_stand(
    canvas: Canvas,
    *,
    wood: str = "oak",
    style: str = "tree",
    height: float = 176,
    width: float = 45,
) -> None:
    """Somewhere to hang coats: a standing tree, or a rail on a frame with a shelf for shoes."""
    scene = Scene(canvas, yaw=30, pitch=15)
    canvas.height = 0.8
    stuff = material(wood)
    r = width / 2
    if style == "rail":
        w = width
        scene.floor_shadow([(0, 0), (w, 0), (w, 40), (0, 40)])
        box(scene, 2, 4, 18, w - 4, 32, 2, material("oak"))
        for side in (2, w - 2):
            for y in (36.0, 4.0):
                limb(scene, (side, 20, height), (side, y, 0), 1.5, 1.3, stuff)
        limb(scene, (-3, 20, height - 3), (w + 3, 20, height - 3), 1.6, 1.6, stuff)
        for i, (hook, name) in enumerate(((24, "sage"), (36, "linen"), (50, "rust"))):
            _coat(scene, hook, height - 5, material(name), 74 + 9 * (i % 2))
        return
    scene.floor_shadow(ellipse(0, 0, r, r))
    for x, y in ((-0.8, 0.7), (1.0, 0.4), (-0.4, -1), (0.75, -0.8)):
        limb(scene, (0, 0, 26), (x * r, y * r, 0), 1.7, 1.4, stuff)
    limb(scene, (0, 0, 10), (0, 0, height), 2.2, 1.8, stuff)
    for i, (x, y) in enumerate(((-1.0, 0.2), (0.9, 0.5), (-0.6, -0.7), (0.8, -0.5))):
        z = height - 10 - (i % 2) * 16
        limb(scene, (0, 0, z - 8), (x * 17, y * 17, z + 4), 1.3, 1.1, stuff)
        lathe(
            scene,
            x * 17,
            y * 17,
            [(1.6, z + 3), (1.9, z + 5), (1.2, z + 6.5)],
            material("brass"),
            steps=16,
        )


def _coat(scene: Scene, x: float, z: float, cloth: Material, length: float) -> None:
    shape = [
        (0.0, 0.0),
        (17, -9),
        (20, -length * 0.6),
        (15, -length),
        (-15, -length),
        (-20, -length * 0.6),
        (-17, -9),
    ]
    prism(scene, [(20 + y, z - 4 + dz) for y, dz in shape], "x", x, x + 5, cloth)
    scene.line([(x + 2.5, 20, z - 3), (x + 2.5, 20, z + 3)], material("black").base, 0.8)
