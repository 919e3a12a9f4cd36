"""Pots and pans."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, lit, material
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse
from demo.pictures.drawing.turning import lathe


def _loop(
    scene: Scene, radius: float, z: float, angle: float, size: Point, stuff: Material
) -> None:
    """Draw a lug that stands out from the wall at an angle in degrees."""
    c, s = cos(radians(angle)), sin(radians(angle))
    wide, out = size
    places = [
        ((radius + o) * c - u * s, (radius + o) * s + u * c, z)
        for u, o in ((-wide, -0.3), (-wide * 0.8, out), (wide * 0.8, out), (wide, -0.3))
    ]
    tube(scene, places, 0.75, stuff)


def pot(
    canvas: Canvas,
    *,
    stuff: str = "enamel-blue",
    inner: str = "enamel-cream",
    radius: float = 12,
    height: float = 12,
    lid: bool = True,
    knob: str = "brass",
    handles: str = "loops",
    handle_stuff: str = "",
    belly: bool = False,
    band: str = "",
    base: str = "",
) -> None:
    """Draw a pot; `handles` is loops, long (a saucepan) or arch (a bucket handle)."""
    scene = Scene(canvas, yaw=24, pitch=23)
    canvas.width = 0.76
    wall = material(stuff)
    grip = material(handle_stuff or stuff)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.42)
    if handles == "loops":
        _loop(scene, r, height * 0.78, 196, (3.4, 2.8), grip)
    if handles == "long":
        c, s = cos(radians(-14)), sin(radians(-14))
        limb(
            scene,
            (r * c, r * s, height * 0.82),
            ((r + 17) * c, (r + 17) * s, height * 0.98),
            1.0,
            1.3,
            grip,
        )
    points = (
        [(0.95, 0.0), (1, 0.06), (1, 1)]
        if not belly
        else [(0.7, 0.0), (0.96, 0.24), (1.04, 0.55), (0.94, 0.9), (0.98, 1)]
    )
    profile = [(k * r, t * height) for k, t in points]
    profile = curve(profile, 5) if belly else profile
    lathe(scene, 0, 0, profile, wall, inside=None if lid else material(inner), wall=0.5)
    if base:
        lathe(
            scene,
            0,
            0,
            [(r * 0.96, 0), (r + 0.05, height * 0.07), (r + 0.05, height * 0.12)],
            material(base),
            lid=False,
        )
    if band:
        ring = [((r + 0.1) * c, (r + 0.1) * s, height - 0.3) for c, s in circle(56)]
        scene.line([*ring, ring[0]], material(band).base, 0.55)
    if lid:
        cover = [
            (r * 1.03, height),
            (r * 1.03, height + 0.9),
            (r * 0.8, height + 2),
            (r * 0.3, height + 2.9),
            (0.2, height + 3.1),
        ]
        lathe(scene, 0, 0, cover, wall)
        lathe(
            scene,
            0,
            0,
            curve(
                [
                    (0.7, height + 2.8),
                    (0.8, height + 3.8),
                    (1.9, height + 4.6),
                    (1.6, height + 5.4),
                    (0.2, height + 5.7),
                ],
                4,
            ),
            material(knob),
            steps=24,
        )
    if handles == "loops":
        _loop(scene, r, height * 0.78, -16, (3.4, 2.8), grip)
    if handles == "arch":
        bow = [((r + 0.3) * c, -0.5, height * 0.8 + (r + 2) * s) for c, s in circle(40)[0:21]]
        tube(scene, bow, 0.5, grip)


def pan(
    canvas: Canvas,
    *,
    stuff: str = "cast-iron",
    inner: str = "",
    radius: float = 14,
    height: float = 4.4,
    handle: str = "oak",
    two_ears: bool = False,
    ridges: bool = False,
    ear: str = "",
    wok: bool = False,
) -> None:
    """Draw a frying pan with one long handle, or a low pan with two ears."""
    scene = Scene(canvas, yaw=24, pitch=34)
    canvas.width = 0.82
    wall, within = material(stuff), material(inner or stuff)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r * 0.95, r * 0.95), 0.42)
    if two_ears:
        _loop(scene, r, height * 0.9, 190, (3.6, 3), material(ear or stuff))
        _loop(scene, r, height * 0.9, 10, (3.6, 3), material(ear or stuff))
    else:
        # Towards the lower right: the longest line a portrait page has room for.
        c, s = cos(radians(-46)), sin(radians(-46))
        limb(
            scene,
            ((r - 1) * c, (r - 1) * s, height * 0.8),
            ((r + 4) * c, (r + 4) * s, height),
            1.0,
            1.0,
            wall,
        )
        limb(
            scene,
            ((r + 3) * c, (r + 3) * s, height),
            ((r + 18) * c, (r + 18) * s, height + 2.4),
            1.0,
            1.5,
            material(handle),
        )
        hole = ((r + 16.4) * c, (r + 16.4) * s, height + 2.3)
        scene.face(
            [(hole[0] + 0.5 * a, hole[1] + 0.5 * b, hole[2]) for a, b in circle(16)],
            material(handle).line,
        )
    floor = 0.5 if wok else 0.82
    points = [(r * floor, 0), (r * (floor + (1 - floor) * 0.6), height * 0.4), (r, height)]
    profile = curve(points, 5)
    lathe(scene, 0, 0, profile, wall, inside=within, wall=0.5)
    bottom = r * floor * 0.98
    scene.face([(bottom * c, bottom * s, 0.5) for c, s in circle(56)], lit(within, 0.42))
    if ridges:
        for i in range(-5, 6):
            x = bottom * i / 6.2
            half = (bottom * bottom - x * x) ** 0.5 * 0.95
            scene.line([(x, -half, 0.6), (x, half, 0.6)], within.light, 0.5)
    else:
        for k in (0.9, 0.6):
            arc = [
                (bottom * k * cos(radians(a)), bottom * k * sin(radians(a)), 0.55)
                for a in range(118, 232, 6)
            ]
            scene.line(arc, within.light, 0.35)
    near = [(r * c, r * s, height) for c, s in circle(60)]
    scene.line([*near, near[0]], lit(wall, 0.8), 0.35)
