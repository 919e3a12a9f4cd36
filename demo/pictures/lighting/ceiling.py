"""Paper lanterns, clusters of globes, and lights that lie against the ceiling."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, circle
from demo.pictures.drawing.turning import lathe
from demo.pictures.lighting.lit import WARM, globe
from demo.pictures.lighting.pendants import LIGHT, from_below, hang


def paper(
    canvas: Canvas,
    *,
    skin: str = "paper",
    shape: str = "ball",
    radius: float = 26,
    drop: float = 40,
    ribs: int = 12,
) -> None:
    """Draw a lantern of pleated paper."""
    scene = from_below(canvas, 0.66)
    stuff = material(skin)
    flat = {"ball": 1.0, "oval": 0.62, "tall": 1.35, "drop": 1.2}[shape]
    h = radius * flat
    canvas.glow(scene.at(0, 0, 0), radius * 2.4, LIGHT, 0.9)
    hang(scene, 0, h, drop + h, "black")
    glow = Material(
        mix(stuff.light, (255, 255, 246), 0.6),
        mix(stuff.base, WARM, 0.3),
        mix(stuff.base, (222, 184, 124), 0.5),
        mix(stuff.base, (190, 150, 96), 0.6),
    )

    def at(t: float) -> Point:
        pull = 1 - 0.35 * max(0.0, sin(t)) if shape == "drop" else 1.0
        return max(0.1, radius * cos(t) * pull), h * sin(t)

    turned = [at(radians(-80 + 160 * i / 20)) for i in range(21)]
    lathe(scene, 0, 0, turned, glow)
    for i in range(1, ribs):
        r, z = at(radians(-78 + 156 * i / ribs))
        scene.line(
            [(r * cos(radians(a)), r * sin(radians(a)), z) for a in range(198, 379, 6)],
            glow.line,
            0.35,
        )


def bulbs(
    canvas: Canvas,
    *,
    stuff: str = "brass",
    glass: str = "opal",
    style: str = "ring",
    count: int = 6,
    radius: float = 34,
    globe_radius: float = 6.5,
    drop: float = 40,
) -> None:
    """Several globes: on a ring, along a bar, or in a bunch of different drops."""
    scene = from_below(canvas, 0.82)
    metal, lit = material(stuff), material(glass)
    canvas.glow(scene.at(0, 0, -4), radius * 1.6, LIGHT, 0.85)
    if style == "bunch":
        for i in range(count):
            x = (i - (count - 1) / 2) * radius * 2 / count
            z = -((i * 17) % 31)
            hang(scene, x, z, drop, "black")
            lathe(
                scene,
                x,
                0,
                [(globe_radius * 0.34, z), (globe_radius * 0.3, z + 4)],
                metal,
                steps=18,
            )
            globe(scene, (x, 0, z - globe_radius * 0.9), globe_radius, lit)
        return
    if style == "bar":
        for x in (-radius * 0.5, radius * 0.5):
            hang(scene, x, 0, drop, stuff)
        limb(scene, (-radius, 0, 0), (radius, 0, 0), 1.1, 1.1, metal)
        spots = [((i - (count - 1) / 2) * radius * 1.9 / (count - 1), 0.0) for i in range(count)]
    else:
        limb(scene, (0, 0, 0), (0, 0, drop), 0.8, 0.8, metal)
        spots = [(radius * c, radius * s) for c, s in circle(count)]
        for x, y in sorted(spots, key=lambda spot: -spot[1]):
            limb(scene, (0, 0, 0), (x, y, 0), 0.8, 0.8, metal)
    for x, y in sorted(spots, key=lambda spot: -spot[1]):
        lathe(scene, x, y, [(globe_radius * 0.36, -3), (globe_radius * 0.36, 1)], metal, steps=18)
        globe(scene, (x, y, -2 - globe_radius * 0.9), globe_radius, lit)


def flush(
    canvas: Canvas,
    *,
    stuff: str = "brass",
    glass: str = "opal",
    radius: float = 24,
    height: float = 9,
    style: str = "dish",
) -> None:
    """Draw a ceiling light that lies against the ceiling: a dish, a drum or a wooden ring."""
    canvas.top, canvas.width = False, 0.66
    scene = Scene(canvas, yaw=18, pitch=-24)
    metal, lit = material(stuff), material(glass)
    canvas.glow(scene.at(0, 0, 0), radius * 2.2, LIGHT, 0.95)
    glow = Material(
        (255, 253, 246), mix(lit.base, WARM, 0.2), mix(lit.base, (226, 190, 130), 0.45), lit.line
    )
    lathe(scene, 0, 0, [(radius * 0.7, height), (radius * 0.7, height + 2)], metal)
    if style == "dish":
        lathe(scene, 0, 0, [(radius, height - 2), (radius, height)], metal)
        bowl = [
            (max(0.1, radius * 0.96 * cos(a)), height - 2 + height * sin(a))
            for a in (radians(-88 + 88 * i / 10) for i in range(11))
        ]
        lathe(scene, 0, 0, bowl, glow, lid=False)
        return
    lathe(scene, 0, 0, [(radius, 0), (radius, height)], metal)
    scene.face([(radius * c, radius * s, 0) for c, s in circle(56)], metal.base)
    scene.face([(radius * 0.92 * c, radius * 0.92 * s, 0) for c, s in circle(56)], glow.base)
    scene.face([(radius * 0.6 * c, radius * 0.6 * s, 0) for c, s in circle(56)], glow.light)
