"""Floor lamps: with a shade, a globe, an arc, a tripod or a column of paper."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Place, Scene, curve, ellipse
from demo.pictures.drawing.solids import prism
from demo.pictures.drawing.turning import lathe
from demo.pictures.lighting.lit import globe, shade

LIGHT = (255, 240, 204)


def floor_lamp(
    canvas: Canvas,
    *,
    stuff: str = "oak",
    cloth: str = "linen",
    stand: str = "pole",
    shape: str = "cone",
    height: float = 150,
    shade_radius: float = 24,
    shade_height: float = 28,
    tray: str = "",
) -> None:
    """Draw a shade on a pole, a tripod or a turned post."""
    scene = Scene(canvas, pitch=13)
    canvas.height = 0.82
    wood = material(stuff)
    top = height - shade_height
    reach = 24.0
    scene.floor_shadow(ellipse(0, 0, reach * 0.8, reach * 0.8))
    canvas.glow(scene.at(0, 0, top + shade_height / 2), shade_radius * 2.3, LIGHT, 0.75)
    if stand == "tripod":
        spots = ((0.3, 0.9), (-0.95, -0.2), (0.8, -0.62))
        for x, y in spots:
            limb(scene, (x * 2, y * 2, top), (x * reach, y * reach, 0), 1.7, 1.2, wood)
        lathe(scene, 0, 0, [(3, top - 4), (3, top + 2)], material("brass"), steps=20)
    else:
        base = [(15, 0), (15, 1.8), (4, 3)] if stand == "pole" else [(14, 0), (13, 3), (4, 6)]
        lathe(scene, 0, 0, base, wood)
        if stand == "turned":
            post = [(2, 6), (3.4, 12), (1.6, 22), (2.2, 60), (3.2, 66), (1.6, 72), (1.6, top)]
            lathe(scene, 0, 0, curve(post, 3), wood, steps=20)
        else:
            limb(scene, (0, 0, 2), (0, 0, top + 2), 1.2, 1.2, wood)
    if tray:
        board = material(tray)
        prism(scene, ellipse(0, 0, 18, 18), "z", 58, 60.5, board)
        limb(scene, (0, 0, 60.5), (0, 0, top), 1.2, 1.2, wood)
    high = shade_radius * {"drum": 0.95, "woven": 0.8, "empire": 0.34}.get(shape, 0.66)
    shade(scene, (0, 0, top), (shade_radius, high, shade_height), material(cloth), shape)


def arc_lamp(
    canvas: Canvas,
    *,
    stuff: str = "brass",
    base: str = "marble",
    dome: str = "brass",
    height: float = 190,
    reach: float = 110,
    shape: str = "dome",
) -> None:
    """Draw a long arc that brings the light over a table from a heavy foot."""
    scene = Scene(canvas, yaw=12, pitch=13)
    canvas.height = 0.78
    metal, stone, cap = material(stuff), material(base), material(dome)
    scene.floor_shadow(ellipse(0, 0, 20, 20))
    end: Place = (reach, 0, height * 0.7)
    canvas.glow(scene.at(reach, 0, end[2] - 22), 44, LIGHT, 0.95)
    lathe(scene, 0, 0, [(17, 0), (17, 7)], stone)
    bow = curve(
        [
            (0, 7),
            (-4, height * 0.5),
            (reach * 0.2, height * 0.93),
            (reach * 0.6, height),
            (reach, height * 0.72),
        ],
        12,
    )
    tube(scene, [(x, 0, z) for x, z in bow], 1.5, metal)
    if shape == "globe":
        globe(scene, (reach, 0, end[2] - 12), 14, material("opal"))
        return
    if shape == "shade":
        shade(scene, (reach, 0, end[2] - 24), (26, 21, 24), cap, "cone")
        return
    lathe(scene, reach, 0, [(12, end[2] - 17), (0.1, end[2] - 16.6)], material("opal"))
    profile = [
        (20 * cos(a), end[2] - 17 + 17 * sin(a)) for a in (radians(i * 8.6) for i in range(11))
    ]
    lathe(scene, reach, 0, profile, cap)


def globes(
    canvas: Canvas,
    *,
    stuff: str = "black",
    glass: str = "opal",
    count: int = 1,
    height: float = 150,
    radius: float = 12,
) -> None:
    """One globe or several on a slender stem."""
    scene = Scene(canvas, yaw=14, pitch=12)
    canvas.height = 0.82
    canvas.width = 0.6
    metal, lit_glass = material(stuff), material(glass)
    scene.floor_shadow(ellipse(0, 0, 18, 18))
    lathe(scene, 0, 0, [(14, 0), (14, 1.8), (3, 2.6)], metal)
    limb(scene, (0, 0, 2), (0, 0, height), 1.1, 1.1, metal)
    for i in range(count):
        z = height - i * radius * 2.9
        side = 0 if count == 1 else (-1 if i % 2 else 1)
        place: Place = (side * radius * 1.5, -1, z + (0 if side else radius * 0.9))
        canvas.glow(scene.at(*place), radius * 2.6, LIGHT, 0.7)
        if side:
            limb(scene, (0, 0, z), place, 0.8, 0.8, metal)
        globe(scene, place, radius, lit_glass)


def column(
    canvas: Canvas,
    *,
    skin: str = "paper",
    frame: str = "oak",
    width: float = 30,
    height: float = 120,
    shape: str = "straight",
    ribs: int = 14,
) -> None:
    """Draw a tall body of paper or cloth over ribs, lit from within."""
    scene = Scene(canvas, pitch=12)
    canvas.height = 0.8
    paper = material(skin)
    r = width / 2
    scene.floor_shadow(ellipse(0, 0, r, r))
    canvas.glow(scene.at(0, 0, height * 0.55), width * 1.9, LIGHT, 0.75)
    for x, y in ((0.5, 0.5), (-0.7, 0.1), (0.3, -0.7)):
        limb(scene, (x * r, y * r, 9), (x * r * 1.15, y * r * 1.15, 0), 1.4, 1.1, material(frame))
    shapes: dict[str, list[Point]] = {
        "straight": [(1, 0), (1, 1)],
        "waisted": [(0.8, 0), (1, 0.14), (0.62, 0.5), (1, 0.86), (0.8, 1)],
        "beads": [
            (0.5, 0),
            (1, 0.17),
            (0.5, 0.34),
            (0.9, 0.5),
            (0.45, 0.67),
            (0.8, 0.84),
            (0.4, 1),
        ],
        "drop": [(0.7, 0), (1, 0.25), (0.8, 0.6), (0.4, 0.9), (0.25, 1)],
    }
    points = [(k * r, 7 + t * (height - 7)) for k, t in shapes[shape]]
    profile = points if shape == "straight" else curve(points, 7)
    warm = (255, 222, 156)
    glow = Material(
        mix(paper.light, (255, 255, 246), 0.5),
        mix(paper.base, warm, 0.35),
        mix(paper.base, (220, 176, 116), 0.6),
        mix(paper.base, (190, 150, 96), 0.6),
    )
    lathe(scene, 0, 0, profile, glow)
    low, high = profile[0][1], profile[-1][1]
    for i in range(1, ribs):
        z = low + (high - low) * i / ribs
        k = min(range(len(profile)), key=lambda n: abs(profile[n][1] - z))
        radius = profile[k][0]
        if shape == "straight":
            radius = r
        arc = [(radius * cos(radians(a)), radius * sin(radians(a)), z) for a in range(213, 390, 12)]
        scene.line(arc, glow.line, 0.4)
