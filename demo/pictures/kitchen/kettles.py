"""Kettles and coffee pots."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import material
from demo.pictures.drawing.rods import taper, tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse
from demo.pictures.drawing.turning import lathe


def kettle(
    canvas: Canvas,
    *,
    stuff: str = "enamel-red",
    handle: str = "oak",
    knob: str = "black",
    radius: float = 10,
    height: float = 13,
    goose: bool = False,
) -> None:
    """Draw a kettle for the hob, with an arched handle; `goose` gives it a long thin spout."""
    scene = Scene(canvas, yaw=18, pitch=17)
    canvas.width = 0.72
    wall = material(stuff)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.42)
    if goose:
        neck = curve(
            [
                (r * 0.9, height * 0.14),
                (r * 1.5, height * 0.22),
                (r * 1.5, height * 0.7),
                (r * 1.95, height * 0.96),
            ],
            6,
        )
        tube(scene, [(-o * 0.96, -o * 0.2, z) for o, z in neck], 0.75, wall)
    else:
        steps = [i / 8 for i in range(9)]
        path = [
            (-r * (0.7 + 0.76 * t), -r * 0.2, height * (0.4 + 0.5 * t * (0.7 + 0.3 * t)))
            for t in steps
        ]
        taper(scene, path, [r * (0.34 - 0.2 * t) for t in steps], wall)
        mouth = scene.at(*path[-1])
        canvas.fill(ellipse(mouth[0], mouth[1], r * 0.14, r * 0.07, 28), wall.line)
    body = curve(
        [
            (r * 0.94, 0),
            (r, height * 0.12),
            (r * 0.94, height * 0.5),
            (r * 0.7, height * 0.86),
            (r * 0.42, height),
        ],
        6,
    )
    lathe(scene, 0, 0, body, wall)
    lathe(
        scene,
        0,
        0,
        curve([(r * 0.46, height), (r * 0.4, height + 0.8), (0.3, height + 1.4)], 4),
        wall,
    )
    lathe(
        scene,
        0,
        0,
        curve([(0.6, height + 1.1), (1.3, height + 2.2), (0.3, height + 3.2)], 4),
        material(knob),
        steps=20,
    )
    if goose:
        bow = curve(
            [
                (r * 0.5, height * 0.92),
                (r * 1.25, height * 1.08),
                (r * 1.5, height * 0.7),
                (r * 1.42, height * 0.34),
            ],
            6,
        )
        tube(scene, [(o, 0.0, z) for o, z in bow], 0.85, material(handle))
        return
    arc = [(r * 0.8 * c, 0.0, height * 0.74 + r * 1.12 * s) for c, s in circle(40)[0:21]]
    tube(scene, arc, 0.5, material("steel"))
    tube(scene, arc[5:16], 1.05, material(handle))


def moka(
    canvas: Canvas,
    *,
    stuff: str = "steel",
    handle: str = "black",
    radius: float = 5.4,
    height: float = 18,
) -> None:
    """Draw a stove-top coffee pot of two faceted halves."""
    scene = Scene(canvas, yaw=20, pitch=17)
    canvas.width, canvas.height = 0.56, 0.6
    metal, grip = material(stuff), material(handle)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.42)
    bow = curve([(r * 0.9, height * 0.86), (r * 1.9, height * 0.86), (r * 1.75, height * 0.52)], 5)
    tube(scene, [(o, -o * 0.1, z) for o, z in bow], 0.8, grip)
    lathe(scene, 0, 0, [(r, 0), (r * 0.74, height * 0.46)], metal, steps=8)
    lathe(scene, 0, 0, [(r * 0.8, height * 0.45), (r * 0.8, height * 0.51)], metal)
    lathe(scene, 0, 0, [(r * 0.7, height * 0.51), (r * 0.98, height * 0.92)], metal, steps=8)
    scene.face(
        [
            (-r * 0.8, -r * 0.5, height * 0.92),
            (-r * 1.35, -r * 0.3, height * 0.95),
            (-r * 0.86, r * 0.1, height * 0.92),
            (-r * 0.75, -r * 0.4, height * 0.76),
        ],
        metal.base,
    )
    lathe(
        scene,
        0,
        0,
        [(r * 1.0, height * 0.92), (r * 0.5, height * 1.0), (0.2, height * 1.04)],
        metal,
        steps=8,
    )
    lathe(
        scene,
        0,
        0,
        curve([(0.5, height * 1.02), (1, height * 1.1), (0.3, height * 1.16)], 4),
        grip,
        steps=18,
    )
