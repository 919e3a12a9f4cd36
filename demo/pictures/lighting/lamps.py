"""Table lamps with a shade, a cap, a globe or a box of paper."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse
from demo.pictures.drawing.solids import box
from demo.pictures.drawing.turning import lathe
from demo.pictures.lighting.lit import WARM, globe, shade

BODIES: dict[str, tuple[Point, ...]] = {
    "gourd": ((0.5, 0), (0.95, 0.16), (1, 0.3), (0.55, 0.52), (0.62, 0.68), (0.5, 0.84), (0.15, 1)),
    "ball": ((0.45, 0), (0.9, 0.22), (1, 0.5), (0.85, 0.8), (0.3, 0.97), (0.15, 1)),
    "bottle": ((0.9, 0), (1, 0.1), (1, 0.45), (0.8, 0.66), (0.25, 0.8), (0.22, 1)),
    "cone": ((1, 0), (0.8, 0.3), (0.5, 0.7), (0.25, 1)),
    "urn": ((0.5, 0), (0.55, 0.06), (0.9, 0.45), (1, 0.68), (0.7, 0.9), (0.25, 1)),
    "drum": ((0.9, 0), (0.9, 0.94), (0.2, 1)),
    "stack": (
        (0.8, 0),
        (1, 0.14),
        (0.8, 0.28),
        (0.45, 0.34),
        (0.8, 0.46),
        (0.6, 0.62),
        (0.35, 0.68),
        (0.55, 0.82),
        (0.2, 1),
    ),
}


def table_lamp(
    canvas: Canvas,
    *,
    body: str = "gourd",
    stuff: str = "glaze-blue",
    cloth: str = "linen",
    shape: str = "cone",
    radius: float = 9,
    body_height: float = 26,
    shade_radius: float = 17,
    shade_height: float = 20,
    neck: str = "brass",
    ring: bool = False,
) -> None:
    """Draw a lamp with a turned body and a shade of cloth."""
    scene = Scene(canvas, pitch=15)
    canvas.width = 0.62
    ware = material(stuff)
    scene.floor_shadow(ellipse(0, 0, radius * 1.2, radius * 1.2))
    top = body_height + 6
    canvas.glow(scene.at(0, 0, top + shade_height / 2), shade_radius * 2.4, (255, 240, 200), 0.75)
    points = [(r * radius, z * body_height) for r, z in BODIES[body]]
    profile = points if body == "drum" else curve(points, 6)
    lathe(scene, 0, 0, [(radius * 0.6, -1.2), (radius * 0.6, 0)], material(neck))
    lathe(scene, 0, 0, profile, ware)
    if ring:
        for t in (0.3, 0.36):
            r = max(p[0] for p in profile if abs(p[1] / body_height - t) < 0.08)
            scene.line(
                [(r * c, r * s, body_height * t) for c, s in circle(40)[23:40]], ware.light, 0.7
            )
    limb(scene, (0, 0, body_height), (0, 0, top), 1, 1, material(neck))
    low, high = shade_radius, shade_radius * (0.9 if shape in ("drum", "woven") else 0.62)
    if shape == "empire":
        high = shade_radius * 0.34
    shade(scene, (0, 0, top - 1.5), (low, high, shade_height), material(cloth), shape)


def mushroom(
    canvas: Canvas,
    *,
    stuff: str = "opal",
    base: str = "opal",
    radius: float = 16,
    height: float = 34,
    cap: float = 0.8,
    stem: float = 0.24,
) -> None:
    """Draw a lamp of one piece: a domed cap over a stem."""
    scene = Scene(canvas, pitch=12)
    canvas.width = 0.6
    foot = material(base)
    scene.floor_shadow(ellipse(0, 0, radius * 0.7, radius * 0.7))
    canvas.glow(scene.at(0, 0, height * 0.75), radius * 2.4, (255, 238, 196), 0.75)
    under = height - radius * cap
    lathe(
        scene,
        0,
        0,
        curve(
            [
                (radius * 0.62, 0),
                (radius * 0.55, 2),
                (radius * stem, 7),
                (radius * stem, under + 2),
            ],
            5,
        ),
        foot,
    )
    shade(scene, (0, 0, under), (radius, 0, radius * cap), material(stuff), "dome")


def globe_lamp(
    canvas: Canvas,
    *,
    base: str = "brass",
    glass: str = "opal",
    radius: float = 12,
    height: float = 8,
    foot: str = "disc",
) -> None:
    """Draw a globe on a low foot of metal, wood or stone."""
    scene = Scene(canvas, pitch=13)
    canvas.width = 0.56
    stuff = material(base)
    scene.floor_shadow(ellipse(0, 0, radius * 0.8, radius * 0.8))
    canvas.glow(scene.at(0, 0, height + radius), radius * 3, (255, 238, 196), 0.8)
    if foot == "cube":
        box(scene, -radius * 0.5, -radius * 0.5, 0, radius, radius, height, stuff)
    elif foot == "cone":
        lathe(
            scene,
            0,
            0,
            curve(
                [(radius * 0.75, 0), (radius * 0.3, height * 0.5), (radius * 0.42, height + 1)], 5
            ),
            stuff,
        )
    else:
        lathe(scene, 0, 0, [(radius * 0.8, 0), (radius * 0.8, 2)], stuff)
        lathe(scene, 0, 0, [(radius * 0.3, 2), (radius * 0.3, height + 1)], stuff)
    globe(scene, (0, 0, height + radius * 0.94), radius, material(glass))


def lantern(
    canvas: Canvas,
    *,
    frame: str = "oak",
    paper: str = "paper",
    width: float = 18,
    height: float = 32,
    handle: bool = False,
) -> None:
    """Draw a box of paper or glass in a frame, lit from within."""
    scene = Scene(canvas, yaw=32, pitch=14)
    canvas.width = 0.5
    wood, skin = material(frame), material(paper)
    scene.floor_shadow([(0, 0), (width, 0), (width, width), (0, width)])
    canvas.glow(scene.at(width / 2, width / 2, height / 2), width * 2, (255, 238, 196), 0.75)
    glow = Material(
        mix(skin.light, WARM, 0.3),
        mix(skin.base, WARM, 0.35),
        mix(skin.base, (222, 180, 116), 0.5),
        skin.line,
    )
    box(scene, 0.8, 0.8, 1, width - 1.6, width - 1.6, height - 2, glow)
    for x, y in ((0.0, width - 1.6), (0.0, 0.0), (width - 1.6, width - 1.6), (width - 1.6, 0.0)):
        box(scene, x, y, 0, 1.6, 1.6, height, wood)
    for z in (0.0, height / 3, height * 2 / 3):
        box(scene, 0, 0, z, width, 0.8, 1.2, wood)
        box(scene, width - 0.8, 0, z, 0.8, width, 1.2, wood, grain="y")
    box(scene, -0.6, -0.6, height - 1.6, width + 1.2, width + 1.2, 1.6, wood)
    if handle:
        middle = width / 2
        arc = [(middle + 7 * c, middle, height + 9 * s) for c, s in circle(24)[0:13]]
        tube(scene, arc, 0.7, material("brass"))
