"""Glasses, carafes and jars: silhouettes one sees through, with an edge of light."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse
from demo.pictures.drawing.turning import lathe

WHITE = (255, 255, 255)
SHAPES: dict[str, tuple[Point, ...]] = {
    "tumbler": ((0.86, 0), (0.9, 0.05), (1, 1)),
    "highball": ((0.92, 0), (0.96, 0.03), (1, 1)),
    "barrel": ((0.7, 0), (0.96, 0.25), (1, 0.55), (0.9, 1)),
    "wine": ((0.12, 0), (0.7, 0.16), (1, 0.48), (0.96, 0.7), (0.78, 1)),
    "coupe": ((0.1, 0), (0.5, 0.18), (0.92, 0.6), (1, 1)),
    "flute": ((0.1, 0), (0.7, 0.2), (1, 0.6), (0.86, 1)),
    "carafe": ((0.9, 0), (1, 0.06), (1, 0.3), (0.72, 0.52), (0.36, 0.72), (0.38, 0.86), (0.52, 1)),
    "bottle": ((0.94, 0), (1, 0.05), (1, 0.58), (0.5, 0.78), (0.3, 0.86), (0.3, 1)),
    "jug": ((0.86, 0), (0.98, 0.12), (1, 0.45), (0.76, 0.8), (0.86, 1)),
    "jar": ((0.96, 0), (1, 0.05), (1, 0.9), (0.92, 1)),
    "beaker": ((0.62, 0), (0.66, 0.05), (1, 1)),
}


def _ring(scene: Scene, x: float, y: float, r: float, z: float) -> list[Point]:
    return [scene.at(x + r * c, y + r * s, z) for c, s in circle(48)]


def _silhouette(scene: Scene, at: Point, profile: Sequence[Point]) -> list[Point]:
    """Left side up, round the far edge, right side down, round the near edge of the foot."""
    x, y = at
    centre = [(scene.at(x, y, z), r) for r, z in profile]
    left = [(cx - r, cy) for (cx, cy), r in centre]
    right = [(cx + r, cy) for (cx, cy), r in centre]
    (tx, ty), top = centre[-1]
    (bx, by), low = centre[0]
    k = scene.sin_pitch
    over = [(tx - top * cos(radians(a)), ty - top * k * sin(radians(a))) for a in range(0, 181, 9)]
    under = [(bx + low * cos(radians(a)), by + low * k * sin(radians(a))) for a in range(0, 181, 9)]
    return [*left, *over, *reversed(right), *under]


def vessel(
    scene: Scene,
    at: Point,
    profile: Sequence[Point],
    glass: Material,
    drink: str = "",
    full: float = 0.5,
    ribs: int = 0,
    solid: float = 0.5,
) -> None:
    """One glass body from its profile, with something to drink in it if named."""
    canvas = scene.canvas
    x, y = at
    low, high = profile[0][1], profile[-1][1]
    outline = _silhouette(scene, at, profile)
    canvas.fill(outline, mix(glass.base, WHITE, 0.25), 96)
    canvas.fill(_ring(scene, x, y, profile[-1][0], high), mix(glass.base, WHITE, 0.5), 84)
    if drink:
        level = low + (high - low) * full
        wet = [(r * 0.94, z) for r, z in profile if low + solid * 0.5 <= z <= level]
        if len(wet) < 2:
            near = min(profile, key=lambda p: abs(p[1] - level))[0]
            wet = [(profile[0][0] * 0.9, low + solid), (near * 0.94, level)]
        else:
            wet.append((wet[-1][0], level))
        canvas.fill(_silhouette(scene, at, wet), material(drink).base, 205)
        canvas.fill(_ring(scene, x, y, wet[-1][0], level), material(drink).light, 235)
    else:
        r = profile[0][0] * 0.8
        canvas.fill(_ring(scene, x, y, r, low + solid), mix(glass.dark, glass.base, 0.4), 90)
    for i in range(ribs):
        a = radians(200 + 31 + i * 140 / max(1, ribs - 1))
        canvas.stroke(
            [scene.at(x + r * cos(a), y + r * sin(a), z) for r, z in profile],
            mix(glass.base, WHITE, 0.55),
            0.14,
        )
    centre = [(scene.at(x, y, z), r) for r, z in profile]
    canvas.stroke(
        [(cx - r * 0.76, cy) for (cx, cy), r in centre if r > 0.3][1:-1]
        or [(cx - r * 0.76, cy) for (cx, cy), r in centre],
        WHITE,
        0.34,
    )
    canvas.stroke(
        [(cx + r * 0.86, cy) for (cx, cy), r in centre], mix(glass.base, WHITE, 0.6), 0.16
    )
    edge = mix(glass.dark, glass.base, 0.35)
    for side in (-1, 1):
        canvas.stroke([(cx + side * r, cy) for (cx, cy), r in centre], edge, 0.12)
    near_foot = _ring(scene, x, y, profile[0][0], low)
    canvas.stroke([*near_foot, near_foot[0]], edge, 0.12)
    rim = _ring(scene, x, y, profile[-1][0], high)
    canvas.stroke([*rim, rim[0]], mix(glass.light, WHITE, 0.5), 0.26)
    canvas.stroke([*rim, rim[0]], edge, 0.08)


def glasses(
    canvas: Canvas,
    *,
    glass: str = "clear",
    shape: str = "tumbler",
    radius: float = 4,
    height: float = 9.5,
    count: int = 2,
    drink: str = "",
    stem: float = 0,
    ribs: int = 0,
    second: str = "",
) -> None:
    """One glass or a small company of them; with `stem` they stand on a leg of that height."""
    scene = Scene(canvas, pitch=16)
    canvas.width, canvas.height = (0.74 if count > 2 else 0.6, 0.6) if count > 1 else (0.4, 0.6)
    step = radius * 2.5
    spots = [((i - (count - 1) / 2) * step, -(i % 2) * step * 0.55) for i in range(count)]
    for i, (x, y) in sorted(enumerate(spots), key=lambda spot: -spot[1][1]):
        stuff = material(second if second and i % 2 else glass)
        foot = radius * (0.84 if stem else 0.9)
        canvas.shadow(
            [scene.at(px + 0.6, py + 0.8, 0) for px, py in ellipse(x, y, foot, foot)], 0.26
        )
        if stem:
            disc = _ring(scene, x, y, foot, 0.15)
            canvas.fill(disc, mix(stuff.base, WHITE, 0.35), 120)
            canvas.stroke([*disc, disc[0]], mix(stuff.light, WHITE, 0.5), 0.16)
            canvas.stroke([scene.at(x, y, 0.3), scene.at(x, y, stem)], stuff.dark, 0.62)
            canvas.stroke(
                [scene.at(x - 0.1, y, 0.3), scene.at(x - 0.1, y, stem)],
                mix(stuff.light, WHITE, 0.6),
                0.3,
            )
        points = [(r * radius, stem + t * height) for r, t in SHAPES[shape]]
        straight = shape in ("tumbler", "highball", "beaker")
        profile = points if straight else curve(points, 5)
        vessel(
            scene,
            (x, y),
            profile,
            stuff,
            drink,
            0.5 if not stem else 0.46,
            ribs,
            0.9 if straight else 0.3,
        )


def decanter(
    canvas: Canvas,
    *,
    glass: str = "clear",
    shape: str = "carafe",
    radius: float = 5.5,
    height: float = 26,
    drink: str = "",
    stopper: str = "",
    handle: bool = False,
    ribs: int = 0,
    tumbler: bool = False,
    full: float = 0.5,
) -> None:
    """Draw a carafe, a jug, a bottle or a jar of glass."""
    scene = Scene(canvas, pitch=15)
    canvas.width, canvas.height = 0.5, 0.66
    stuff = material(glass)
    scene.floor_shadow(ellipse(0, 0, radius, radius), 0.28)
    profile = curve([(r * radius, t * height) for r, t in SHAPES[shape]], 6)
    if handle:
        c, s = cos(radians(-16)), sin(radians(-16))
        bow = curve(
            [
                (radius * 0.8, height * 0.86),
                (radius * 1.5, height * 0.84),
                (radius * 1.56, height * 0.5),
                (radius * 0.96, height * 0.3),
            ],
            6,
        )
        path = [scene.at(r * c, r * s, z) for r, z in bow]
        canvas.stroke(path, mix(stuff.dark, stuff.base, 0.4), 1.1)
        canvas.stroke(path, mix(stuff.light, WHITE, 0.6), 0.6)
    vessel(scene, (0, 0), profile, stuff, drink, full, ribs)
    top = profile[-1]
    if stopper:
        plug = material(stopper)
        wide = top[0] * (1.04 if shape == "jar" else 0.9)
        tall = 1.6 if shape == "jar" else 2.6
        lathe(scene, 0, 0, [(wide, top[1] - 0.3), (wide, top[1] + tall)], plug)
    if tumbler:
        body = [(r * 3.4, t * 8) for r, t in SHAPES["tumbler"]]
        x, y = radius * 1.4, -radius * 1.5
        canvas.shadow([scene.at(px, py, 0) for px, py in ellipse(x, y, 3.4, 3.4)], 0.26)
        vessel(scene, (x, y), body, stuff, drink, 0.5, ribs, 0.8)
