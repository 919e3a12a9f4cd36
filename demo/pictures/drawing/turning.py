"""Turned bodies, from their profiles: vessels, shades, knobs and legs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import hypot

from demo.pictures.drawing.canvas import Point
from demo.pictures.drawing.palette import Material, lit
from demo.pictures.drawing.scene import SUNWARD, Scene, circle

# A slice of a profile: its two ends, its own normal, and the light's normal at its middle,
# each normal as (outwards, upwards).
Slice = tuple[Point, Point, Point, Point]

# Neighbouring slices that turn by less than this (a cosine) are one smooth curve in the light.
SMOOTH = 0.8


def lathe(
    scene: Scene,
    x: float,
    y: float,
    profile: Sequence[Point],
    stuff: Material,
    inside: Material | None = None,
    wall: float = 0.6,
    steps: int = 60,
    lid: bool = True,
) -> None:
    """Draw a turned body from its profile of (radius, height), bottom to top.

    With `inside` it is an open vessel of that wall, without it is closed by a flat top
    (unless `lid` is off).
    """
    if inside is not None:
        inner = [
            (max(0.05, r - wall), z + (wall if i == 0 else 0)) for i, (r, z) in enumerate(profile)
        ]
        floor_radius, floor_z = inner[0]
        scene.face(
            [(x + floor_radius * c, y + floor_radius * s, floor_z) for c, s in circle(steps)],
            lit(inside, 0.45),
        )
        _shell(scene, (x, y), inner, inside, steps, -1)
    _shell(scene, (x, y), profile, stuff, steps, 1)
    radius, z = profile[-1]
    rim = [(x + radius * c, y + radius * s, z) for c, s in circle(steps)]
    if inside is None:
        if lid and radius > 0.1:
            scene.face(rim, lit(stuff, 0.755))
        return
    hole = [(x + (radius - wall) * c, y + (radius - wall) * s, z) for c, s in circle(steps)]
    for i in range(steps):
        j = (i + 1) % steps
        scene.face([rim[i], rim[j], hole[j], hole[i]], lit(stuff, 0.8))


def _slices(profile: Sequence[Point], cuts: int) -> list[Slice]:
    """Return the profile cut finely where it bends, so that light runs over it without steps."""
    pairs = [(a, b) for a, b in itertools.pairwise(profile) if a != b]
    normals = [_unit(b[1] - a[1], a[0] - b[0]) for a, b in pairs]
    slices: list[Slice] = []
    for i, ((r0, z0), (r1, z1)) in enumerate(pairs):
        own = normals[i]
        below = _between(own, normals[max(0, i - 1)])
        above = _between(own, normals[min(len(normals) - 1, i + 1)])
        pieces = 1 if below == own == above else cuts
        for k in range(pieces):
            t0, t1 = k / pieces, (k + 1) / pieces
            t = (t0 + t1) / 2
            light = _unit(
                below[0] + (above[0] - below[0]) * t, below[1] + (above[1] - below[1]) * t
            )
            low = (r0 + (r1 - r0) * t0, z0 + (z1 - z0) * t0)
            high = (r0 + (r1 - r0) * t1, z0 + (z1 - z0) * t1)
            slices.append((low, high, own, light))
    return slices


def _unit(out: float, up: float) -> Point:
    length = hypot(out, up) or 1.0
    return out / length, up / length


def _between(own: Point, other: Point) -> Point:
    """Return the normal where two slices meet; at an edge each keeps its own."""
    if own == other or own[0] * other[0] + own[1] * other[1] < SMOOTH:
        return own
    return _unit(own[0] + other[0], own[1] + other[1])


def _shell(
    scene: Scene, place: Point, profile: Sequence[Point], stuff: Material, steps: int, out: int
) -> None:
    left, top = scene.at(*place, 0)
    # On the canvas a point of the ring moves by so much across and down for each unit of radius.
    across = [c * scene.cos_yaw + s * scene.sin_yaw for c, s in circle(steps)]
    down = [(c * scene.sin_yaw - s * scene.cos_yaw) * scene.sin_pitch for c, s in circle(steps)]
    slices = _slices(profile, 3 if steps > 24 else 1)
    # From the far side to the near one, so that a waist is covered by the belly before it.
    for i in sorted(range(steps), key=lambda n: down[n]):
        j = (i + 1) % steps
        (c0, s0), (c1, s1) = circle(steps)[i], circle(steps)[j]
        c, s = out * (c0 + c1) / 2, out * (s0 + s1) / 2
        sun = c * SUNWARD[0] + s * SUNWARD[1]
        eye = c * scene.eye[0] + s * scene.eye[1]
        for (r0, z0), (r1, z1), own, light in slices:
            if own[0] * eye + out * own[1] * scene.eye[2] <= 0:
                continue
            low, high = top - z0 * scene.cos_pitch, top - z1 * scene.cos_pitch
            corners = [
                (left + r0 * across[i], low + r0 * down[i]),
                (left + r0 * across[j], low + r0 * down[j]),
                (left + r1 * across[j], high + r1 * down[j]),
                (left + r1 * across[i], high + r1 * down[i]),
            ]
            shine = light[0] * sun + out * light[1] * SUNWARD[2]
            scene.canvas.fill(corners, lit(stuff, round(shine, 2)))
