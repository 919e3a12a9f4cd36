"""Closed furniture: sideboards, chests of drawers, wardrobes and bedside tables."""

from __future__ import annotations

import re

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, circle
from demo.pictures.drawing.solids import box, grained
from demo.pictures.drawing.weave import cane


def cabinet(
    canvas: Canvas,
    *,
    wood: str = "oak",
    front: str = "",
    width: float = 160,
    depth: float = 42,
    height: float = 75,
    layout: str = "DD",
    legs: str = "tapered",
    leg_wood: str = "",
    leg_height: float = 16,
    knob: str = "brass",
    mirror: bool = False,
) -> None:
    """Draw a case on legs; `layout` gives its columns from left to right.

    Each column is a letter: D one door, C a cane door, G a glass door, S a slatted door, O an open
    niche, or a digit for so many drawers; `+` before a letter puts a drawer over it.
    """
    scene = Scene(canvas, yaw=29, pitch=14 if height > 130 else 19)
    case, face = material(wood), material(front or wood)
    w, d = width, depth
    scene.floor_shadow([(0, 0), (w, 0), (w, d), (0, d)])
    lift = _cabinet_legs(scene, legs, (w, d, leg_height), material(leg_wood or wood))
    box(scene, 0, 0, lift, w, d, height - lift, case, grain="z" if height > w else "x")
    columns = re.findall(r"\+?.", layout)
    t = 2.2
    wide = (w - t) / len(columns)
    for i, column in enumerate(columns):
        kind = column.removeprefix("+")
        x, z, h = t + i * wide, lift + t, height - lift - 2 * t
        if column.startswith("+"):
            drawer = min(18.0, h * 0.28)
            _drawer(scene, (x, z + h - drawer, wide - t, drawer), face, knob)
            h -= drawer + 1.4
        if kind.isdigit():
            each = h / int(kind)
            for j in range(int(kind)):
                _drawer(scene, (x, z + j * each, wide - t, each - 1.2), face, knob)
        else:
            side = 1 if i < len(columns) / 2 else -1
            _door(scene, kind, (x, z, wide - t, h), (case, face), knob, side)
    if mirror:
        _mirror(scene, w, d, height, case)


def _cabinet_legs(
    scene: Scene, style: str, size: tuple[float, float, float], wood: Material
) -> float:
    w, d, h = size
    if style == "none":
        return 0
    if style == "plinth":
        box(scene, 3, 3, 0, w - 6, d - 4, 6, material("black"))
        return 6
    for y in (d - 5, 5.0):
        for x, lean in ((6, -2.5), (w - 6, 2.5)):
            if style == "metal":
                limb(scene, (x, y, h + 1), (x, y, 0), 1.2, 1.2, wood)
            else:
                limb(scene, (x, y, h + 1), (x + lean, y + (-2 if y < 9 else 2), 0), 2.4, 1.4, wood)
    return h


def _front(
    scene: Scene, area: tuple[float, float, float, float], stuff: Material, light: float = 0.35
) -> None:
    x, z, w, h = area
    scene.face(
        [(x, 0, z), (x + w, 0, z), (x + w, 0, z + h), (x, 0, z + h)],
        mix(stuff.base, stuff.light, light),
    )
    scene.line([(x, 0, z), (x + w, 0, z), (x + w, 0, z + h)], stuff.dark, 0.7)


def _drawer(
    scene: Scene, area: tuple[float, float, float, float], stuff: Material, knob: str
) -> None:
    _front(scene, area, stuff)
    x, z, w, h = area
    if stuff.wood and h > 12:
        grained(scene, "y", 0, (x + 2, z + 1, w - 4, h - 2), stuff)
    if knob == "cut":
        r = min(5.0, h * 0.3)
        scene.face(
            [(x + w / 2 + r * c, 0, z + h - r * 0.9 * abs(s)) for c, s in circle(24)[0:13]],
            stuff.line,
        )
    elif knob:
        spots = (0.28, 0.72) if w > 62 else (0.5,)
        for t in spots:
            _knob(scene, x + w * t, z + h / 2, material(knob))


def _knob(scene: Scene, x: float, z: float, stuff: Material) -> None:
    scene.face([(x + 0.6 + 1.7 * c, 0, z - 0.6 + 1.7 * s) for c, s in circle(16)], stuff.line)
    scene.face([(x + 1.6 * c, -0.5, z + 1.6 * s) for c, s in circle(16)], stuff.light)


def _door(
    scene: Scene,
    kind: str,
    area: tuple[float, float, float, float],
    stuffs: tuple[Material, Material],
    knob: str,
    side: int,
) -> None:
    case, face = stuffs
    x, z, w, h = area
    if kind == "O":
        back = mix(case.dark, case.line, 0.4)
        scene.face([(x, 0, z), (x + w, 0, z), (x + w, 0, z + h), (x, 0, z + h)], back)
        depth = 12.0
        scene.face(
            [(x, 0, z), (x + w, 0, z), (x + w, depth, z), (x + depth * 0.3, depth, z)], case.base
        )
        for t in (0.5,) if h > 34 else ():
            box(scene, x, 0.2, z + h * t, w, 2, 1.8, case)
        return
    _front(scene, area, face)
    inset = [
        (x + 4, 0, z + 4),
        (x + w - 4, 0, z + 4),
        (x + w - 4, 0, z + h - 4),
        (x + 4, 0, z + h - 4),
    ]
    if kind == "C":
        cane(scene.canvas, scene.path(inset), material("cane"))
    elif kind == "G":
        glass = material("sea")
        scene.face(inset, mix(glass.base, case.dark, 0.25))
        scene.face(
            [
                (x + 4, 0, z + h * 0.4),
                (x + w * 0.6, 0, z + h - 4),
                (x + w * 0.85, 0, z + h - 4),
                (x + 4, 0, z + h * 0.2),
            ],
            mix(glass.light, case.dark, 0.1),
        )
        for t in (0.34, 0.67):
            scene.line([(x, 0, z + h * t), (x + w, 0, z + h * t)], face.base, 1.6)
    elif kind == "S":
        for i in range(1, int(w / 3.2)):
            scene.line([(x + i * 3.2, 0, z + 0.5), (x + i * 3.2, 0, z + h - 0.5)], face.dark, 0.9)
    elif face.wood:
        grained(scene, "y", 0, (x + 3, z + 3, w - 6, h - 6), face, across=True)
    if knob and knob != "cut":
        _knob(scene, x + (w - 3.2 if side > 0 else 3.2), z + h * 0.56, material(knob))


def _mirror(scene: Scene, w: float, d: float, z: float, case: Material) -> None:
    disc = [(w / 2 + 34 * c, d - 6, z + 37 + 34 * s) for c, s in circle(48)]
    scene.face(disc, case.dark)
    scene.face(
        [(w / 2 + 31 * c, d - 7, z + 37 + 31 * s) for c, s in circle(48)], material("mint").light
    )
    scene.line([(w / 2 - 14, d - 7, z + 24), (w / 2 + 12, d - 7, z + 52)], (255, 255, 255), 2.4)
