"""Hanging shades, of one piece or woven."""

from __future__ import annotations

import itertools
from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.scene import Scene, circle, curve
from demo.pictures.drawing.turning import lathe
from demo.pictures.lighting.lit import WARM

LIGHT = (255, 240, 204)


# Profiles as (part of the radius, part of the height), from the rim upwards.
SHAPES: dict[str, tuple[Point, ...]] = {
    "dome": ((1, 0), (0.97, 0.3), (0.84, 0.6), (0.55, 0.86), (0.12, 1)),
    "cone": ((1, 0), (0.14, 1)),
    "bell": ((1, 0), (0.72, 0.22), (0.6, 0.55), (0.45, 0.82), (0.12, 1)),
    "drum": ((1, 0), (1, 0.94), (0.1, 1)),
    "bowl": ((0.82, 0), (1, 0.3), (0.9, 0.7), (0.5, 0.94), (0.12, 1)),
    "lens": ((1, 0), (0.9, 0.3), (0.45, 0.75), (0.14, 1)),
    "tube": ((1, 0), (1, 0.9), (0.5, 1)),
    "hat": ((1, 0), (0.98, 0.1), (0.45, 0.3), (0.34, 0.9), (0.12, 1)),
}


def from_below(canvas: Canvas, width: float) -> Scene:
    """Return a camera for what hangs from the upper edge of the page, as one looks up at it."""
    canvas.top = True
    canvas.width = width
    canvas.height = 0.8
    # From below: one looks up at a lamp over a table and sees the light in it.
    return Scene(canvas, yaw=18, pitch=-13)


def hang(scene: Scene, x: float, z: float, top: float, colour: str, y: float = 0) -> None:
    """Draw a flex from a lamp up to the ceiling."""
    scene.line([(x, y, z), (x, y, top)], material(colour).base, 0.7)


def _shade(
    scene: Scene,
    x: float,
    z: float,
    size: Point,
    shape: str,
    stuff: Material,
    inner: Material,
    y: float = 0,
) -> None:
    r, h = size
    profile = [(k * r, z + t * h) for k, t in SHAPES[shape]]
    if shape not in ("cone", "drum", "tube", "hat"):
        profile = curve(profile, 5)
    inside = Material(
        mix(inner.light, WARM, 0.5),
        mix(inner.base, WARM, 0.55),
        mix(inner.base, (222, 178, 112), 0.6),
        inner.line,
    )
    # The open mouth, then the lamp in it, then the outside down to the near rim.
    mouth = profile[0][0]
    scene.face([(x + mouth * c, y + mouth * s, z) for c, s in circle(48)], inside.dark)
    scene.face(
        [(x + mouth * 0.9 * c, y + mouth * 0.9 * s, z + h * 0.08) for c, s in circle(48)],
        inside.base,
    )
    bulb = min(3.6, mouth * 0.4)
    centre = scene.at(x, y, z + h * 0.12)
    scene.canvas.fill(
        [(centre[0] + bulb * c, centre[1] + bulb * s) for c, s in circle(28)], (255, 252, 240)
    )
    lathe(scene, x, y, profile, stuff, lid=False)


def pendant(
    canvas: Canvas,
    *,
    stuff: str = "black",
    shape: str = "dome",
    radius: float = 22,
    height: float = 20,
    inner: str = "opal",
    cap: str = "brass",
    cable: str = "black",
    count: int = 1,
    second: str = "",
    ribs: int = 0,
    drop: float = 46,
) -> None:
    """Draw a hanging shade, or a row of two or three."""
    scene = from_below(canvas, 0.62 if count == 1 else 0.84)
    for i in range(count):
        x = (i - (count - 1) / 2) * radius * 2.5
        z = -14.0 * (i % 2) if count > 1 else 0.0
        shade = material(second if second and i % 2 else stuff)
        top = drop + height
        canvas.glow(scene.at(x, 0, z), radius * 2, LIGHT, 0.9)
        hang(scene, x, z + height, top, cable)
        _shade(scene, x, z, (radius, height), shape, shade, material(inner))
        for k in range(ribs):
            _rib(scene, x, z, (radius, height), shape, (k + 1) / (ribs + 1), shade)
        lathe(
            scene,
            x,
            0,
            [(radius * 0.13, z + height - 0.6), (radius * 0.1, z + height + 4)],
            material(cap),
            steps=20,
        )


def _rib(
    scene: Scene, x: float, z: float, size: Point, shape: str, t: float, stuff: Material
) -> None:
    r, h = size
    rows = SHAPES[shape]
    for (k0, t0), (k1, t1) in itertools.pairwise(rows):
        if t0 <= t <= t1:
            radius = r * (k0 + (k1 - k0) * (t - t0) / (t1 - t0))
            arc = [
                (x + radius * cos(radians(a)), radius * sin(radians(a)), z + h * t)
                for a in range(200, 378, 8)
            ]
            scene.line(arc, mix(stuff.line, stuff.base, 0.4), 0.5)


def woven(
    canvas: Canvas,
    *,
    stuff: str = "rattan",
    shape: str = "bell",
    radius: float = 24,
    height: float = 26,
    drop: float = 40,
    open_mesh: bool = True,
) -> None:
    """Draw a hanging shade of cane, rattan or cord through which the light falls."""
    scene = from_below(canvas, 0.64)
    cane = material(stuff)
    canvas.glow(scene.at(0, 0, height * 0.4), radius * 2.3, LIGHT, 0.95)
    hang(scene, 0, height, drop + height, "black")
    glow = Material(mix(cane.light, WARM, 0.55), mix(cane.light, WARM, 0.4), cane.base, cane.line)
    _shade(scene, 0, 0, (radius, height), shape, glow, material("opal"))
    points = SHAPES[shape]
    profile = [(k * radius, t * height) for k, t in points]
    if shape not in ("cone", "drum"):
        profile = curve(profile, 5)
    for i in range(26):
        a = radians(202 + i * 7)
        scene.line(
            [(r * cos(a), r * sin(a), z) for r, z in profile], cane.dark, 0.55 if open_mesh else 0.9
        )
    step = 3 if open_mesh else 2
    for r, z in (
        profile[::step]
        if len(profile) > 6
        else [
            (profile[0][0] + (profile[-1][0] - profile[0][0]) * i / 8, height * i / 8)
            for i in range(8)
        ]
    ):
        scene.line(
            [(r * cos(radians(a)), r * sin(radians(a)), z) for a in range(198, 379, 9)],
            cane.base if open_mesh else cane.dark,
            0.8,
        )
