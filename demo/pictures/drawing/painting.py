"""What is painted on china: freckles and rings."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Point
from demo.pictures.drawing.palette import Material
from demo.pictures.drawing.scene import Scene, circle, visible_half


def speckle(scene: Scene, radius: float, z: float, stuff: Material, count: int = 40) -> None:
    """Freckles of iron on a flat round surface."""
    for i in range(count):
        a, r = radians(i * 137.5), radius * ((i + 0.5) / count) ** 0.5
        dot = [(r * cos(a) + 0.12 * c, r * sin(a) + 0.12 * s, z) for c, s in circle(6)]
        scene.face(dot, stuff.line)


def bands(
    scene: Scene,
    profile: list[Point],
    stuff: Material,
    levels: tuple[float, ...],
    width: float = 0.35,
) -> None:
    """Painted rings round a body, at parts of its height."""
    low, high = profile[0][1], profile[-1][1]
    for part in levels:
        z = low + (high - low) * part
        near = min(profile, key=lambda p: abs(p[1] - z))
        r = near[0] + 0.02
        scene.line([(r * c, r * s, near[1]) for c, s in visible_half()[1:-1]], stuff.base, width)
