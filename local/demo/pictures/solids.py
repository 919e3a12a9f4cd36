"""Solid bodies with light on them: boxes, prisms, turned pieces, limbs and upholstery."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from math import cos, hypot, pi, sin
from typing import Literal

from local.demo.pictures.canvas import Point
from local.demo.pictures.palette import Material, lit, mix
from local.demo.pictures.scene import Normal, Place, Scene, brightness, circle, spread

Axis = Literal["x", "y", "z"]


def _place(axis: Axis, u: float, v: float, t: float) -> Place:
    if axis == "z":
        return u, v, t
    return (u, t, v) if axis == "y" else (t, u, v)


def prism(
    scene: Scene, outline: Sequence[Point], axis: Axis, lo: float, hi: float, stuff: Material
) -> None:
    """An outline drawn out along an axis: z a top with an edge, y a front, x a side profile.

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
    """A box with its near lower left corner at x, y, z; wood gets its grain along an axis."""
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
    """A few hairlines of grain on a flat rectangle (u, v, width, height) of a face."""
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


def lathe(
    scene: Scene,
    x: float,
    y: float,
    profile: Sequence[Point],
    stuff: Material,
    inside: Material | None = None,
    wall: float = 0.6,
    steps: int = 40,
    lid: bool = True,
) -> None:
    """A turned body from its profile of (radius, height), bottom to top.

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
        _shell(scene, x, y, inner, inside, steps, -1)
    _shell(scene, x, y, profile, stuff, steps, 1)
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


def _shell(
    scene: Scene,
    x: float,
    y: float,
    profile: Sequence[Point],
    stuff: Material,
    steps: int,
    out: int,
) -> None:
    ring = circle(steps)
    # From the far side to the near one, so that a waist is covered by the belly before it.
    order = sorted(
        range(steps), key=lambda i: -(ring[i][1] * scene.cos_yaw - ring[i][0] * scene.sin_yaw)
    )
    for i in order:
        (c0, s0), (c1, s1) = ring[i], ring[(i + 1) % steps]
        cm, sm = (c0 + c1) / 2, (s0 + s1) / 2
        for (r0, z0), (r1, z1) in itertools.pairwise(profile):
            normal = (out * cm * (z1 - z0), out * sm * (z1 - z0), out * (r0 - r1))
            if not scene.faces_viewer(normal):
                continue
            scene.face(
                [
                    (x + r0 * c0, y + r0 * s0, z0),
                    (x + r0 * c1, y + r0 * s1, z0),
                    (x + r1 * c1, y + r1 * s1, z1),
                    (x + r1 * c0, y + r1 * s0, z1),
                ],
                lit(stuff, round(brightness(normal), 2)),
            )


def limb(scene: Scene, a: Place, b: Place, ra: float, rb: float, stuff: Material) -> None:
    """A round bar from one place to another, thinner or thicker at its ends: legs and tubes."""
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
    """A bent bar whose thickness changes along its way, as a spout's does."""
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
    """A bent bar through several places."""
    scene.line(places, mix(stuff.base, stuff.dark, 0.55), radius * 2)
    shifted = [(p[0] - radius * 0.25, p[1], p[2] + radius * 0.15) for p in places]
    scene.line(shifted, mix(stuff.base, stuff.light, 0.45), radius * 0.9)


# A corner of the ball, and for each axis the side to which its quarter is pulled.
Corner = tuple[float, float, float, int, int, int]


@lru_cache(maxsize=4)
def _ball(quarter: int) -> tuple[tuple[tuple[Corner, ...], Normal], ...]:
    """The faces of a unit ball whose quarters can be pulled apart into a rounded box."""
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
    quarter: int = 4,
) -> None:
    """A cushion: a box with all its edges rounded by r."""
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
