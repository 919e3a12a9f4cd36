"""Plates, dishes and cake stands."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.painting import speckle
from demo.pictures.drawing.palette import Material, lit, material, mix
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse, visible_half
from demo.pictures.drawing.solids import prism
from demo.pictures.drawing.turning import lathe


def plate(
    canvas: Canvas,
    *,
    ware: str = "porcelain",
    rim: str = "",
    radius: float = 13.5,
    count: int = 1,
    deep: bool = False,
    motif: str = "",
    ink: str = "cobalt",
    second: str = "",
) -> None:
    """Draw a plate, or a pile of them; `motif` is rings, leaf, dots, swirl or speckle."""
    scene = Scene(canvas, pitch=34)
    canvas.width = 0.78
    scene.floor_shadow(ellipse(0, 0, radius * 0.9, radius * 0.9), 0.4)
    rise = 3.4 if deep else 2.0
    z = 0.0
    for i in range(count):
        stuff = material(second if second and i % 2 else ware)
        profile = [(radius * 0.55, z), (radius * 0.66, z + rise * 0.35), (radius, z + rise)]
        lathe(scene, 0, 0, curve(profile, 4), stuff, inside=stuff, wall=0.5)
        z += 1.5 if not deep else 2.0
    z -= 1.5 if not deep else 2.0
    top = material(second if second and count % 2 == 0 else ware)
    for k, height, light in ((0.735, 0.5, 0.1), (0.72, 0.45, 0.45), (0.68, 0.36, 0.74)):
        scene.face(
            [(radius * k * c, radius * k * s, z + rise * height) for c, s in circle(56)],
            lit(top, light),
        )
    if rim:
        for k in (0.985, 0.96):
            scene.line(
                [
                    (radius * k * c, radius * k * s, z + rise)
                    for c, s in [*circle(64), circle(64)[0]]
                ],
                material(rim).base,
                0.3,
            )
    _motif(scene, motif, radius, z + rise * 0.34, (top, material(ink)))


def _motif(
    scene: Scene, name: str, radius: float, z: float, stuffs: tuple[Material, Material]
) -> None:
    ware, ink = stuffs
    if name == "rings":
        for k in (0.86, 0.8, 0.3):
            level = z + (0.9 if k > 0.7 else 0)
            scene.line(
                [(radius * k * c, radius * k * s, level) for c, s in [*circle(56), circle(56)[0]]],
                ink.base,
                0.34,
            )
    elif name == "leaf":
        scene.line(
            [(-radius * 0.42, -radius * 0.2, z), (radius * 0.42, radius * 0.2, z)], ink.base, 0.3
        )
        for i in range(5):
            t = -0.34 + 0.16 * i
            for way in (-1, 1):
                x, y = radius * t, radius * t * 0.48
                tip = (x + radius * 0.16, y + way * radius * 0.24)
                scene.face(
                    [
                        (x, y, z),
                        (x + radius * 0.02, y + way * radius * 0.14, z),
                        (*tip, z),
                        (x + radius * 0.14, y + way * radius * 0.1, z),
                    ],
                    ink.base,
                )
    elif name == "dots":
        for k, n in ((0.84, 26), (0.42, 13)):
            for c, s in circle(n):
                scene.face(
                    [
                        (
                            radius * k * c + 0.42 * a,
                            radius * k * s + 0.42 * b,
                            z + (0.9 if k > 0.7 else 0),
                        )
                        for a, b in circle(12)
                    ],
                    ink.base,
                )
    elif name == "swirl":
        spiral = [
            (radius * 0.62 * t / 60 * cos(t / 4.2), radius * 0.62 * t / 60 * sin(t / 4.2), z)
            for t in range(61)
        ]
        scene.line(spiral, ink.base, 0.55)
    elif name == "speckle":
        speckle(scene, radius * 0.64, z, ware, 60)


def oval_dish(
    canvas: Canvas,
    *,
    ware: str = "glaze-blue",
    inner: str = "cream",
    width: float = 34,
    depth: float = 22,
    height: float = 6,
    ears: bool = True,
    straight: bool = False,
) -> None:
    """Draw a dish for the oven or the table."""
    scene = Scene(canvas, pitch=33)
    canvas.width = 0.78
    stuff, within = material(ware), material(inner)
    rx, ry = width / 2, depth / 2
    scene.floor_shadow(ellipse(0, 0, rx * 0.95, ry * 0.95), 0.4)

    def ring(k: float) -> list[Point]:
        if not straight:
            return ellipse(0, 0, rx * k, ry * k, 64)
        return [(rx * k * _corner(c), ry * k * _corner(s)) for c, s in circle(64)]

    if ears:
        for way in (-1, 1):
            ear = [(way * rx * 0.96 + way * 3.2 * c, 4.4 * s) for c, s in circle(28)]
            prism(scene, ear, "z", height - 1.2, height - 0.1, stuff)
    prism(scene, ring(0.92), "z", 0, 1, stuff)
    prism(scene, ring(1), "z", 1, height, stuff)
    scene.face([(*p, height) for p in ring(1)], lit(stuff, 0.8))
    scene.face([(*p, height) for p in ring(0.93)], lit(within, 0.1))
    lift = height * 0.5
    scene.face(
        [(x + 0.4, y + lift * 0.55, height - lift * 0.6) for x, y in ring(0.82)], lit(within, 0.6)
    )


def _corner(value: float) -> float:
    """Pull a circle's coordinate outwards, so that it becomes a square with soft corners."""
    return float((1 if value >= 0 else -1) * abs(value) ** 0.5)


def cake_stand(
    canvas: Canvas,
    *,
    ware: str = "porcelain",
    wood: str = "",
    radius: float = 14,
    height: float = 11,
    dome: bool = False,
) -> None:
    """Draw a cake stand, with a glass cover or without."""
    scene = Scene(canvas, pitch=23)
    canvas.width = 0.72
    stuff, board = material(ware), material(wood or ware)
    scene.floor_shadow(ellipse(0, 0, radius * 0.7, radius * 0.7), 0.4)
    lathe(
        scene,
        0,
        0,
        curve(
            [
                (radius * 0.5, 0),
                (radius * 0.3, 1.4),
                (radius * 0.12, height * 0.5),
                (radius * 0.3, height),
            ],
            5,
        ),
        stuff,
    )
    lathe(scene, 0, 0, [(radius, height), (radius, height + 1.2)], board)
    if dome:
        r = radius * 0.84
        ring = [scene.at(r * c, r * s, height + 1.2) for c, s in visible_half(31, 30)]
        arc = [
            scene.at(
                r * cos(radians(31)) * cos(radians(a)),
                r * sin(radians(31)) * cos(radians(a)),
                height + 1.2 + r * 1.05 * sin(radians(a)),
            )
            for a in range(0, 181, 6)
        ]
        canvas.fill([*ring, *arc], mix(material("clear").base, (255, 255, 255), 0.4), 90)
        canvas.stroke([*ring], (255, 255, 255), 0.25)
        canvas.stroke(arc[18:27], (255, 255, 255), 0.7)
        lathe(
            scene,
            0,
            0,
            curve(
                [
                    (0.6, height + 1 + r * 1.05),
                    (1.4, height + 2.4 + r * 1.05),
                    (0.3, height + 3.6 + r * 1.05),
                ],
                4,
            ),
            material("clear"),
            steps=20,
        )
