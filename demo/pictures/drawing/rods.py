"""Round bars: legs, spouts and bent tubes."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from demo.pictures.drawing.canvas import Point
from demo.pictures.drawing.palette import Material, mix
from demo.pictures.drawing.scene import Place, Scene


def limb(scene: Scene, a: Place, b: Place, ra: float, rb: float, stuff: Material) -> None:
    """Draw a round bar from one place to another, with a radius for each end: legs and tubes."""
    (ax, ay), (bx, by) = scene.at(*a), scene.at(*b)
    length = hypot(bx - ax, by - ay) or 1.0
    nx, ny = (by - ay) / length, -(bx - ax) / length
    if nx < 0:
        nx, ny = -nx, -ny

    def band(left: float, right: float) -> list[Point]:
        return [
            (ax + nx * ra * left, ay + ny * ra * left),
            (bx + nx * rb * left, by + ny * rb * left),
            (bx + nx * rb * right, by + ny * rb * right),
            (ax + nx * ra * right, ay + ny * ra * right),
        ]

    scene.canvas.fill(band(-1, 1), stuff.base)
    scene.canvas.fill(band(-0.7, -0.2), mix(stuff.base, stuff.light, 0.75))
    scene.canvas.fill(band(0.3, 1), mix(stuff.base, stuff.dark, 0.75))


def taper(scene: Scene, places: Sequence[Place], radii: Sequence[float], stuff: Material) -> None:
    """Draw a bent bar whose thickness changes along its way, as a spout's does."""
    points = scene.path(places)

    def edge(part: float) -> list[Point]:
        line: list[Point] = []
        for i, (x, y) in enumerate(points):
            (ax, ay), (bx, by) = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
            length = hypot(bx - ax, by - ay) or 1.0
            line.append(
                (x - (by - ay) / length * radii[i] * part, y + (bx - ax) / length * radii[i] * part)
            )
        return line

    tones = (stuff.base, mix(stuff.base, stuff.light, 0.8), mix(stuff.base, stuff.dark, 0.6))
    for (a, b), tone in zip(((-1.0, 1.0), (0.2, 0.7), (-1.0, -0.35)), tones, strict=True):
        scene.canvas.fill([*edge(a), *reversed(edge(b))], tone)


def tube(scene: Scene, places: Sequence[Place], radius: float, stuff: Material) -> None:
    """Draw a bent bar through several places."""
    scene.line(places, mix(stuff.base, stuff.dark, 0.55), radius * 2)
    shifted = [(p[0] - radius * 0.25, p[1], p[2] + radius * 0.15) for p in places]
    scene.line(shifted, mix(stuff.base, stuff.light, 0.45), radius * 0.9)
