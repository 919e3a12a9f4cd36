"""Woven surfaces: cane, straps and basketwork, drawn over a face that is already there."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import asin, cos, degrees, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, mix
from demo.pictures.drawing.scene import Scene


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _extent(outline: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return min(xs), min(ys), max(xs), max(ys)


def cane(canvas: Canvas, outline: Sequence[Point], stuff: Material, mesh: float = 2.6) -> None:
    """Draw an open mesh of cane in a frame: two crossed sets of fine lines."""
    canvas.fill(outline, mix(stuff.base, stuff.light, 0.5))
    inner = canvas.clip(outline)
    left, top, right, bottom = _extent(outline)
    height = bottom - top
    ink = mix(stuff.line, stuff.base, 0.35)
    x = left - height
    while x < right + height:
        inner.stroke([(x, top), (x + height, bottom)], ink, 0.35)
        inner.stroke([(x + height, top), (x, bottom)], ink, 0.35)
        x += mesh


def straps(canvas: Canvas, outline: Sequence[Point], stuff: Material, count: int = 9) -> None:
    """Draw a seat of woven straps; the outline is a quadrilateral."""
    a, b, c, d = outline
    canvas.fill(outline, stuff.light)
    for i in range(1, count):
        t = i / count
        canvas.stroke([_between(a, b, t), _between(d, c, t)], stuff.dark, 0.5)
    for i in range(1, count):
        t = i / count
        canvas.stroke([_between(a, d, t), _between(b, c, t)], mix(stuff.dark, stuff.base, 0.4), 0.5)


def basket(
    scene: Scene,
    profile: Sequence[Point],
    stuff: Material,
    x: float = 0,
    y: float = 0,
    every: float = 4.2,
) -> None:
    """Rows of weave round a turned body: short strokes that lean by turns."""
    ink, lamp = mix(stuff.line, stuff.base, 0.3), mix(stuff.light, stuff.base, 0.3)
    low, high = profile[0][1], profile[-1][1]
    rows = max(2, int((high - low) / every))
    for row in range(rows):
        z0, z1 = (low + (high - low) * (row + part) / rows for part in (0.15, 0.85))
        r0, r1 = _radius(profile, z0), _radius(profile, z1)
        for i in range(22):
            angle = radians(-172 + _turn(scene) + i * 7.8 + (row % 2) * 3.9)
            next_angle = angle + radians(5.2)
            if row % 2:
                angle, next_angle = next_angle, angle
            scene.line(
                [
                    (x + r0 * cos(angle), y + r0 * sin(angle), z0),
                    (x + r1 * cos(next_angle), y + r1 * sin(next_angle), z1),
                ],
                ink if i % 2 else lamp,
                0.7,
            )


def _turn(scene: Scene) -> float:
    """Degrees by which the side nearest to the viewer is turned from straight ahead."""
    return degrees(asin(scene.sin_yaw))


def _radius(profile: Sequence[Point], z: float) -> float:
    for (r0, z0), (r1, z1) in itertools.pairwise(profile):
        if z0 <= z <= z1:
            return r0 + (r1 - r0) * (z - z0) / ((z1 - z0) or 1.0)
    return profile[-1][0]
