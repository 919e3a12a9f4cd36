"""For seasoning: mortar, mills and cruets."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import lit, material
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse, rounded
from demo.pictures.drawing.solids import prism
from demo.pictures.drawing.turning import lathe
from demo.pictures.kitchen.glass import vessel


def mortar(
    canvas: Canvas,
    *,
    stuff: str = "granite",
    pestle: str = "granite",
    radius: float = 8,
    height: float = 10,
) -> None:
    """Draw a mortar with its pestle."""
    scene = Scene(canvas, pitch=24)
    canvas.width, canvas.height = 0.62, 0.58
    stone, rod = material(stuff), material(pestle)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.42)
    profile = curve(
        [
            (r * 0.7, 0),
            (r * 0.78, height * 0.12),
            (r * 0.7, height * 0.2),
            (r * 0.98, height * 0.6),
            (r, height),
        ],
        5,
    )
    lathe(scene, 0, 0, profile, stone, inside=stone, wall=1.3)
    limb(scene, (-r * 0.2, r * 0.1, height * 0.5), (r * 0.7, r * 0.5, height * 1.55), 1.9, 1.2, rod)
    lathe(
        scene,
        r * 0.7,
        r * 0.5,
        curve([(1.2, height * 1.5), (1.7, height * 1.6), (0.3, height * 1.72)], 4),
        rod,
        steps=20,
    )
    near = [(x, y) for x, y in circle(52) if y * scene.cos_yaw - x * scene.sin_yaw < 0.15]
    near.sort(key=lambda p: p[0] * scene.cos_yaw + p[1] * scene.sin_yaw)
    outer = [(r * c, r * s, height) for c, s in near]
    inner = [((r - 1.3) * c, (r - 1.3) * s, height) for c, s in reversed(near)]
    scene.face([*outer, *inner], lit(stone, 0.8))
    scene.face(
        [
            *[(r * 0.99 * c, r * 0.99 * s, height - 0.02) for c, s in near],
            *[(r * 0.97 * c, r * 0.97 * s, height * 0.7) for c, s in reversed(near)],
        ],
        lit(stone, 0.45),
    )


def mill(
    canvas: Canvas,
    *,
    wood: str = "walnut",
    second: str = "oak",
    height: float = 18,
    radius: float = 3,
) -> None:
    """Draw a pair of mills for pepper and salt."""
    scene = Scene(canvas, pitch=15)
    canvas.width, canvas.height = 0.5, 0.6
    for i, name in enumerate((second, wood)):
        x, y, h = (0.0, 5.0, height) if i == 0 else (6.4, -2.0, height * 0.78)
        stuff, r = material(name), radius
        canvas.shadow([scene.at(px + 1, py + 1, 0) for px, py in ellipse(x, y, r, r)], 0.4)
        lathe(
            scene,
            x,
            y,
            curve(
                [
                    (r, 0),
                    (r * 0.98, h * 0.06),
                    (r * 0.66, h * 0.36),
                    (r * 0.9, h * 0.62),
                    (r * 0.8, h * 0.68),
                ],
                5,
            ),
            stuff,
        )
        lathe(scene, x, y, [(r * 0.84, h * 0.68), (r * 0.84, h * 0.71)], material("brass"))
        lathe(
            scene,
            x,
            y,
            curve([(r * 0.8, h * 0.71), (r, h * 0.82), (r * 0.7, h * 0.94), (0.2, h * 0.97)], 5),
            stuff,
        )
        lathe(
            scene,
            x,
            y,
            curve([(0.4, h * 0.96), (0.7, h), (0.1, h * 1.04)], 3),
            material("brass"),
            steps=16,
        )


def cruet(
    canvas: Canvas,
    *,
    glass: str = "clear",
    oil: str = "mustard",
    vinegar: str = "burgundy",
    tray: str = "oak",
) -> None:
    """Bottles for oil and vinegar on a small tray."""
    scene = Scene(canvas, pitch=17)
    canvas.width, canvas.height = 0.56, 0.6
    scene.floor_shadow([(-9, -5), (9, -5), (9, 5), (-9, 5)], 0.4)
    prism(scene, rounded(-9, -5, 18, 10, 4.9), "z", 0, 1.3, material(tray))
    stuff = material(glass)
    for x, drink in ((-4.2, oil), (4.2, vinegar)):
        body = curve([(3.3, 1.4), (3.5, 2.4), (3.5, 9), (1.5, 12.6), (1, 14.4), (1.1, 17)], 5)
        vessel(scene, (x, 0), body, stuff, drink, 0.56, 0, 0.3)
        lathe(scene, x, 0, [(0.9, 16.6), (0.9, 18.6)], material("cork"), steps=20)
        tube(
            scene,
            [(x, 0, 18.4), (x - 0.2, -0.1, 20.2), (x - 1.4, -0.6, 21.6)],
            0.32,
            material("steel"),
        )
