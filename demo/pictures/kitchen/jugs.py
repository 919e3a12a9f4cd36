"""Jugs, vases, jars and teapots."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.painting import bands
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import taper, tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse
from demo.pictures.drawing.turning import lathe
from demo.pictures.kitchen.cups import ear


def jug(
    canvas: Canvas,
    *,
    ware: str = "glaze-white",
    shape: str = "belly",
    radius: float = 7,
    height: float = 21,
    ring: str = "",
    handle: bool = True,
    inner: str = "",
    lid: str = "",
) -> None:
    """Draw a jug, a vase or a lidded jar, by its shape and whether it has an ear."""
    scene = Scene(canvas, pitch=20)
    canvas.width = 0.56
    canvas.height = 0.64
    stuff = material(ware)
    scene.floor_shadow(ellipse(0, 0, radius, radius), 0.4)
    shapes: dict[str, list[Point]] = {
        "belly": [(0.66, 0), (1, 0.3), (0.86, 0.58), (0.5, 0.8), (0.6, 1)],
        "pitcher": [(0.8, 0), (0.98, 0.2), (0.9, 0.6), (0.66, 0.84), (0.74, 1)],
        "cylinder": [(0.96, 0), (1, 0.04), (0.98, 1)],
        "vase": [(0.5, 0), (0.9, 0.3), (1, 0.52), (0.7, 0.78), (0.34, 0.9), (0.42, 1)],
        "jar": [(0.8, 0), (1, 0.2), (1, 0.75), (0.86, 1)],
    }
    profile = curve([(r * radius, t * height) for r, t in shapes[shape]], 6)
    if handle:
        ear(scene, radius * 0.72, (height * 0.3, height * 0.93), stuff, radius * 0.1)
    lathe(
        scene,
        0,
        0,
        profile,
        stuff,
        inside=None if lid else material(inner or ware),
        wall=0.45,
    )
    if ring:
        bands(scene, profile, material(ring), (0.25, 0.31, 0.5), 0.4)
    top = profile[-1][0]
    if handle and not lid:
        _lip(scene, profile, stuff, material(inner or ware))
    if lid:
        cover = material(lid)
        lathe(scene, 0, 0, [(top * 1.06, height), (top * 1.06, height + 1.2)], cover)
        lathe(
            scene,
            0,
            0,
            curve([(0.6, height + 1.2), (1.1, height + 2.2), (0.2, height + 3)], 4),
            cover,
            steps=20,
        )


def _lip(scene: Scene, profile: list[Point], stuff: Material, within: Material) -> None:
    """Draw a pinched spout on the left of the rim, first its hollow and then the outside."""
    radius, top = profile[-1]
    x, y = scene.at(0, 0, top)
    neck = min(profile, key=lambda point: abs(point[1] - top * 0.86))
    flat = radius * scene.sin_pitch
    back, front = (x - radius * 0.72, y - flat * 0.7), (x - radius * 0.62, y + flat * 0.8)
    tip = (x - radius * 1.5, y - flat * 0.35)
    low = (x - neck[0] * 0.97, scene.at(0, 0, neck[1])[1])
    scene.canvas.fill([back, tip, front], within.dark)
    outside = curve([tip, (x - radius * 1.16, y + flat * 0.9), low], 5)
    scene.canvas.fill([*outside, front], mix(stuff.base, stuff.light, 0.3))


def teapot(
    canvas: Canvas,
    *,
    ware: str = "glaze-green",
    radius: float = 8,
    height: float = 12,
    knob: str = "",
    arch: str = "",
    cup: bool = False,
) -> None:
    """Draw a teapot with an ear at its side, or an arched handle over it."""
    scene = Scene(canvas, pitch=20)
    canvas.width = 0.7
    stuff = material(ware)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.4)
    path = curve(
        [
            (r * 0.8, height * 0.32),
            (r * 1.3, height * 0.46),
            (r * 1.5, height * 0.76),
            (r * 1.75, height * 0.92),
        ],
        5,
    )
    thick = [r * (0.36 - 0.24 * i / len(path)) for i in range(len(path))]
    taper(scene, [(-out * 0.9, -out * 0.42, z) for out, z in path], thick, stuff)
    if not arch:
        ear(scene, r * 0.9, (height * 0.2, height * 0.86), stuff, r * 0.1)
    body = curve(
        [
            (r * 0.6, 0),
            (r * 0.98, height * 0.3),
            (r, height * 0.55),
            (r * 0.7, height * 0.88),
            (r * 0.46, height),
        ],
        6,
    )
    lathe(scene, 0, 0, body, stuff)
    lathe(
        scene,
        0,
        0,
        curve([(r * 0.5, height), (r * 0.44, height + 0.7), (0.3, height + 1.5)], 4),
        stuff,
    )
    lathe(
        scene,
        0,
        0,
        curve([(0.5, height + 1.2), (1.1, height + 2.2), (0.2, height + 3.1)], 4),
        material(knob or ware),
        steps=20,
    )
    if arch:
        bow = [(r * 0.82 * c, 0.0, height * 0.8 + r * 1.15 * s) for c, s in circle(40)[0:21]]
        tube(scene, bow, r * 0.07, material(arch))
    if cup:
        lathe(
            scene,
            r * 1.5,
            -r * 1.3,
            curve([(1.6, 0), (2.9, 1.6), (3.2, 4.4)], 5),
            stuff,
            inside=material("porcelain"),
            wall=0.3,
        )
