"""A small solid world in centimetres, seen from a little above and a little to the left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import cos, radians, sin, sqrt

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Colour

Place = tuple[float, float, float]
Normal = tuple[float, float, float]

# The sun stands to the left, in front and above: tops are light, right-hand sides dark.
SUNWARD: Normal = (-0.36, -0.55, 0.755)


class Scene:
    """A canvas with a camera: x goes right, y away from the viewer and z up.

    `yaw` and `pitch` are in degrees; the projection has no vanishing point, so a piece keeps its
    proportions wherever it stands.
    """

    def __init__(self, canvas: Canvas, yaw: float = 31.0, pitch: float = 21.0) -> None:
        self.canvas = canvas
        turn, tilt = radians(yaw), radians(pitch)
        self.cos_yaw, self.sin_yaw = cos(turn), sin(turn)
        self.cos_pitch, self.sin_pitch = cos(tilt), sin(tilt)
        self.eye: Normal = (
            self.sin_yaw * self.cos_pitch,
            -self.cos_yaw * self.cos_pitch,
            self.sin_pitch,
        )

    def at(self, x: float, y: float, z: float) -> Point:
        """Where a place in the world falls on the canvas."""
        away = y * self.cos_yaw - x * self.sin_yaw
        return (
            x * self.cos_yaw + y * self.sin_yaw,
            -z * self.cos_pitch - away * self.sin_pitch,
        )

    def path(self, places: Iterable[Place]) -> list[Point]:
        """Several places at once."""
        return [self.at(*place) for place in places]

    def face(self, places: Iterable[Place], colour: Colour) -> None:
        """Fill the flat piece between places."""
        self.canvas.fill(self.path(places), colour)

    def line(self, places: Iterable[Place], colour: Colour, width: float) -> None:
        """Draw a line through places."""
        self.canvas.stroke(self.path(places), colour, width)

    def faces_viewer(self, normal: Normal) -> bool:
        """Whether a face with this normal is seen."""
        return dot(normal, self.eye) > 1e-6

    def floor_shadow(self, outline: Iterable[Point], strength: float = 0.3, z: float = 0) -> None:
        """Draw the shadow of something above a floor outline, thrown a little away from the sun."""
        places = list(outline)
        spread = max(abs(v) for point in places for v in point) * 0.05
        self.canvas.shadow([self.at(x + spread, y + spread, z) for x, y in places], strength)


def dot(a: Normal, b: Normal) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def brightness(normal: Normal) -> float:
    """How much of the sun a face takes, -1 to 1."""
    length = sqrt(dot(normal, normal)) or 1.0
    return dot(normal, SUNWARD) / length


@lru_cache(maxsize=64)
def circle(steps: int) -> tuple[Point, ...]:
    """Return the unit circle, anticlockwise, in so many steps."""
    return tuple(
        (cos(radians(360 * i / steps)), sin(radians(360 * i / steps))) for i in range(steps)
    )


def visible_half(yaw: float = 31.0, steps: int = 24) -> list[Point]:
    """Return the half of the unit circle that is turned to a camera of that yaw, left to right."""
    return [
        (cos(radians(180 + yaw + 180 * i / steps)), sin(radians(180 + yaw + 180 * i / steps)))
        for i in range(steps + 1)
    ]


def ellipse(x: float, y: float, rx: float, ry: float, steps: int = 56) -> list[Point]:
    """Return the outline of an ellipse."""
    return [(x + rx * c, y + ry * s) for c, s in circle(steps)]


def rounded(x: float, y: float, w: float, h: float, r: float, steps: int = 6) -> list[Point]:
    """Return the outline of a rectangle with round corners; x, y is its lower left corner."""
    r = max(0.01, min(r, w / 2, h / 2))
    outline: list[Point] = []
    corners = (
        (x + w - r, y + h - r, 0),
        (x + r, y + h - r, 90),
        (x + r, y + r, 180),
        (x + w - r, y + r, 270),
    )
    for cx, cy, start in corners:
        for i in range(steps + 1):
            angle = radians(start + 90 * i / steps)
            outline.append((cx + r * cos(angle), cy + r * sin(angle)))
    return outline


def curve(points: Sequence[Point], steps: int = 6, closed: bool = False) -> list[Point]:
    """Return a smooth line through all the points (Catmull-Rom)."""
    n = len(points)
    smooth: list[Point] = []
    for i in range(n if closed else n - 1):
        if closed:
            a, b, c, d = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            a, b = points[max(0, i - 1)], points[i]
            c, d = points[i + 1], points[min(n - 1, i + 2)]
        for j in range(steps):
            t = j / steps
            smooth.append((_blend(a[0], b[0], c[0], d[0], t), _blend(a[1], b[1], c[1], d[1], t)))
    if not closed:
        smooth.append(points[-1])
    return smooth


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t * t * t
    )


def spread(i: int) -> float:
    """Return the i-th of a row of numbers in 0..1 that look scattered and are always the same."""
    return (i * 0.6180339887 + 0.37) % 1.0
