"""Cushions: boxes with all their edges rounded."""

from __future__ import annotations

import itertools
from functools import lru_cache
from math import cos, pi, sin

from demo.pictures.drawing.palette import Material, lit
from demo.pictures.drawing.scene import Normal, Scene, brightness

# A corner of the ball, and for each axis the side to which its quarter is pulled.
Corner = tuple[float, float, float, int, int, int]


@lru_cache(maxsize=4)
def _ball(quarter: int) -> tuple[tuple[tuple[Corner, ...], Normal], ...]:
    """Return the faces of a unit ball whose quarters can be pulled apart into a rounded box."""
    step = pi / 2 / quarter
    around = [
        (q * pi / 2 + i * step, 1 if q in (0, 3) else -1, 1 if q in (0, 1) else -1)
        for q in range(4)
        for i in range(quarter + 1)
    ]
    upward = [(-pi / 2 + i * step, -1) for i in range(quarter + 1)]
    upward += [(i * step, 1) for i in range(quarter + 1)]

    def corner(i: int, j: int) -> Corner:
        (a, sx, sy), (b, sz) = around[i], upward[j]
        return cos(a) * cos(b), sin(a) * cos(b), sin(b), sx, sy, sz

    rings = [[corner(i, j) for i in range(len(around))] for j in range(len(upward))]
    faces: list[tuple[Corner, ...]] = [tuple(rings[0]), tuple(rings[-1])]
    for low, high in itertools.pairwise(rings):
        for i in range(len(low)):
            k = (i + 1) % len(low)
            faces.append((low[i], low[k], high[k], high[i]))
    return tuple(
        (face, (sum(c[0] for c in face), sum(c[1] for c in face), sum(c[2] for c in face)))
        for face in faces
    )


def soft(
    scene: Scene,
    x: float,
    y: float,
    z: float,
    w: float,
    d: float,
    h: float,
    r: float,
    stuff: Material,
    quarter: int = 7,
) -> None:
    """Draw a cushion: a box with all its edges rounded by r."""
    r = min(r, w / 2, d / 2, h / 2)
    hw, hd, hh = w / 2 - r, d / 2 - r, h / 2 - r
    cx, cy, cz = x + w / 2, y + d / 2, z + h / 2
    for corners, normal in _ball(quarter):
        if scene.faces_viewer(normal):
            scene.face(
                [
                    (cx + nx * r + sx * hw, cy + ny * r + sy * hd, cz + nz * r + sz * hh)
                    for nx, ny, nz, sx, sy, sz in corners
                ],
                lit(stuff, round(brightness(normal), 2)),
            )
