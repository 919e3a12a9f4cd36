"""Solid bodies with light on them: boxes and prisms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from demo.pictures.drawing.canvas import Point
from demo.pictures.drawing.palette import Material, lit, mix
from demo.pictures.drawing.scene import Normal, Place, Scene, brightness, spread

Axis = Literal["x", "y", "z"]


def _place(axis: Axis, u: float, v: float, t: float) -> Place:
    if axis == "z":
        return u, v, t
    return (u, t, v) if axis == "y" else (t, u, v)


def prism(
    scene: Scene, outline: Sequence[Point], axis: Axis, lo: float, hi: float, stuff: Material
) -> None:
    """Draw an outline drawn out along an axis: z a top with an edge, y a front, x a side profile.

    The outline's own coordinates are the two other axes in alphabetical order.
    """
    area = sum(
        a[0] * b[1] - b[0] * a[1] for a, b in zip(outline, [*outline[1:], outline[0]], strict=True)
    )
    ring = list(outline) if area > 0 else list(reversed(outline))
    sides: list[tuple[float, list[Place], float]] = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        normal: Normal = _place(axis, b[1] - a[1], a[0] - b[0], 0.0)
        if not scene.faces_viewer(normal):
            continue
        corners = [
            _place(axis, *a, lo),
            _place(axis, *b, lo),
            _place(axis, *b, hi),
            _place(axis, *a, hi),
        ]
        near = sum(scene.eye[0] * c[0] + scene.eye[1] * c[1] + scene.eye[2] * c[2] for c in corners)
        sides.append((near, corners, brightness(normal)))
    for _, corners, light in sorted(sides, key=lambda side: side[0]):
        scene.face(corners, lit(stuff, light))
    cap: Normal = {"z": (0.0, 0.0, 1.0), "y": (0.0, -1.0, 0.0), "x": (1.0, 0.0, 0.0)}[axis]
    level = lo if axis == "y" else hi
    scene.face([_place(axis, u, v, level) for u, v in ring], lit(stuff, brightness(cap)))


def box(
    scene: Scene,
    x: float,
    y: float,
    z: float,
    w: float,
    d: float,
    h: float,
    stuff: Material,
    grain: Axis | None = None,
) -> None:
    """Draw a box with its near lower left corner at x, y, z; wood gets its grain along an axis."""
    prism(scene, [(x, y), (x + w, y), (x + w, y + d), (x, y + d)], "z", z, z + h, stuff)
    if not stuff.wood:
        return
    along = grain or ("x" if w >= max(d, h) else "z" if h >= d else "y")
    if along != "y":
        grained(scene, "y", y, (x, z, w, h), stuff, across=along == "z")
    if along != "x":
        grained(scene, "x", x + w, (y, z, d, h), stuff, across=along == "z")
    if along != "z":
        grained(scene, "z", z + h, (x, y, w, d), stuff, across=along == "y")


def grained(
    scene: Scene,
    axis: Axis,
    level: float,
    area: tuple[float, float, float, float],
    stuff: Material,
    across: bool = False,
) -> None:
    """Draw a few hairlines of grain on a flat rectangle (u, v, width, height) of a face."""
    u, v, w, h = area
    depth = h if not across else w
    if depth < 5:
        return
    ink = mix(stuff.line, stuff.base, 0.62 if axis != "x" else 0.35)
    for i in range(min(9, 2 + int(depth / 7))):
        t, start = (
            (i + 0.2 + 0.6 * spread(i)) / min(9, 2 + int(depth / 7)),
            0.03 + spread(i * 3) * 0.5,
        )
        end = start + 0.2 + 0.3 * spread(i * 5 + 1)
        if across:
            ends = ((u + t * w, v + start * h), (u + t * w, v + min(1.0, end) * h))
        else:
            ends = ((u + start * w, v + t * h), (u + min(1.0, end) * w, v + t * h))
        scene.line([_place(axis, *point, level) for point in ends], ink, 0.35)


def round_grain(
    scene: Scene, x: float, y: float, z: float, rx: float, ry: float, stuff: Material
) -> None:
    """Grain on a round or oval top: chords, none of which reaches the edge."""
    if not stuff.wood:
        return
    ink = mix(stuff.line, stuff.base, 0.62)
    for i in range(9):
        t = -0.86 + 1.72 * (i + 0.5) / 9
        half = rx * (1 - t * t) ** 0.5
        start, end = -0.9 + spread(i) * 0.8, 0.1 + spread(i * 3) * 0.75
        scene.line([(x + half * start, y + t * ry, z), (x + half * end, y + t * ry, z)], ink, 0.35)
