"""What stands about in a kitchen: crock, colander, tray and bread basket."""

from __future__ import annotations

import itertools
from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import lit, material
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse, rounded
from demo.pictures.drawing.solids import grained, prism
from demo.pictures.drawing.turning import lathe
from demo.pictures.drawing.weave import basket


def crock(
    canvas: Canvas,
    *,
    ware: str = "glaze-white",
    wood: str = "beech",
    second: str = "walnut",
    radius: float = 6,
    height: float = 15,
    ring: str = "",
) -> None:
    """Draw a jar with wooden spoons standing in it."""
    scene = Scene(canvas, pitch=19)
    canvas.width, canvas.height = 0.56, 0.68
    stuff = material(ware)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.42)
    lathe(scene, 0, 0, [(r, height * 0.7), (r, height)], stuff, inside=stuff, wall=0.5)
    spots = (
        (-3.2, 2.4, -6, wood),
        (0.6, 3.2, 0.4, second),
        (3.4, 1.4, 6.4, wood),
        (-0.8, -0.6, -2.2, second),
    )
    for i, (x, y, lean, name) in enumerate(spots):
        rod = material(name)
        top = height + 11 - (i % 2) * 2.5
        limb(scene, (x * 0.6, y * 0.6, height * 0.5), (x + lean * 0.5, y, top), 0.55, 0.6, rod)
        cx, cy = scene.at(x + lean * 0.62, y, top + 2.4)
        wide, tall = (1.9, 2.9) if i % 2 == 0 else (1.5, 3.1)
        canvas.fill(ellipse(cx, cy, wide, tall, 36), rod.base)
        if i % 2 == 0:
            canvas.fill(ellipse(cx + 0.15, cy + 0.1, wide * 0.68, tall * 0.72, 36), rod.dark)
        else:
            canvas.stroke([(cx, cy - 1.8), (cx, cy + 1.2)], rod.line, 0.5)
    profile = [(r * 0.96, 0.0), (r, height * 0.06), (r, height)]
    near = [(c, s) for c, s in circle(60) if s * scene.cos_yaw - c * scene.sin_yaw < 0.02]
    near.sort(key=lambda p: p[0] * scene.cos_yaw + p[1] * scene.sin_yaw)
    for (c0, s0), (c1, s1) in itertools.pairwise(near):
        light = -0.36 * (c0 + c1) / 2 - 0.55 * (s0 + s1) / 2
        for (r0, z0), (r1, z1) in itertools.pairwise(profile):
            scene.face(
                [
                    (r0 * c0, r0 * s0, z0),
                    (r0 * c1, r0 * s1, z0),
                    (r1 * c1, r1 * s1, z1),
                    (r1 * c0, r1 * s0, z1),
                ],
                lit(stuff, round(light, 2)),
            )
    scene.line([((r - 0.2) * c, (r - 0.2) * s, height) for c, s in near], lit(stuff, 0.8), 0.4)
    if ring:
        for z in (height * 0.78, height * 0.84):
            scene.line([(r * c, r * s, z) for c, s in near], material(ring).base, 0.45)


def colander(
    canvas: Canvas,
    *,
    stuff: str = "enamel-cream",
    rim: str = "navy",
    radius: float = 12,
    height: float = 9,
) -> None:
    """Draw a colander with rows of holes."""
    scene = Scene(canvas, pitch=24)
    canvas.width = 0.72
    wall = material(stuff)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r * 0.7, r * 0.7), 0.42)
    lathe(scene, 0, 0, [(r * 0.5, 0), (r * 0.42, 1.4)], wall)
    points = [(r * 0.5, 1.2), (r * 0.8, height * 0.42), (r * 0.96, height * 0.78), (r, height)]
    profile = curve(points, 5)
    for way in (168, -12):
        c, s = cos(radians(way)), sin(radians(way))
        lug = [
            ((r + o) * c - u * s, (r + o) * s + u * c, height * 0.95)
            for u, o in ((-3, 0), (-2.4, 2.6), (2.4, 2.6), (3, 0))
        ]
        tube(scene, lug, 0.55, material(rim))
    lathe(scene, 0, 0, profile, wall, inside=wall, wall=0.5)
    for row in range(1, 5):
        k = profile[int(len(profile) * (0.16 + 0.17 * row))]
        for i in range(15):
            a = radians(211 + i * 12 + (row % 2) * 6)
            x, y = k[0] * cos(a), k[0] * sin(a)
            cx, cy = scene.at(x, y, k[1])
            turn = abs(cos(a - radians(31)))
            canvas.fill(ellipse(cx, cy, 0.42 * (1 - 0.6 * turn), 0.46, 14), wall.line)
    ring = [(r * c, r * s, height) for c, s in circle(60)]
    scene.line([*ring, ring[0]], material(rim).base, 0.5)


def tray(
    canvas: Canvas,
    *,
    wood: str = "ash",
    width: float = 46,
    depth: float = 32,
    shape: str = "rect",
    handles: str = "black",
    rim: float = 4,
) -> None:
    """Draw a tray with a raised edge and two handles."""
    scene = Scene(canvas, pitch=32)
    stuff = material(wood)
    outline = (
        rounded(0, 0, width, depth, 3)
        if shape == "rect"
        else ellipse(width / 2, depth / 2, width / 2, depth / 2, 64)
    )
    scene.floor_shadow(outline, 0.4)
    prism(scene, outline, "z", 0, rim, stuff)
    inner = [
        (width / 2 + (x - width / 2) * 0.955, depth / 2 + (y - depth / 2) * 0.94)
        for x, y in outline
    ]
    scene.face([(*p, rim) for p in inner], stuff.dark)
    bed = canvas.clip(scene.path([(*p, rim) for p in inner]))
    bed.fill(scene.path([(*p, 1.0) for p in inner]), stuff.light)
    if shape == "rect":
        grained(scene, "z", 1.4, (8, 6, width - 16, depth - 14), stuff)
    for x in (1.0, width - 1.0):
        middle = depth / 2
        tube(
            scene,
            [
                (x, middle - 6, rim),
                (x, middle - 5, rim + 3.4),
                (x, middle + 5, rim + 3.4),
                (x, middle + 6, rim),
            ],
            0.7,
            material(handles),
        )


def bread_basket(
    canvas: Canvas,
    *,
    stuff: str = "wicker",
    lining: str = "linen",
    radius: float = 14,
    height: float = 8,
    loaves: bool = True,
) -> None:
    """Draw a low basket with bread in it."""
    scene = Scene(canvas, pitch=28)
    canvas.width = 0.74
    cane = material(stuff)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.42)
    profile = curve([(r * 0.72, 0), (r * 0.92, height * 0.5), (r, height)], 5)
    lathe(scene, 0, 0, profile, cane, inside=material(lining), wall=1.0)
    if loaves:
        crust = material("tan")
        for x, y, z, turn in (
            (-4.5, 3.5, height * 0.7, 20.0),
            (4.2, 2.8, height * 0.75, -24.0),
            (0.0, -2.6, height * 0.8, 4.0),
        ):
            cx, cy = scene.at(x, y, z)
            c, s = cos(radians(turn)), sin(radians(turn))
            loaf = [
                (cx + 5.4 * a * c - 2.9 * b * s, cy + 5.4 * a * s + 2.9 * b * c)
                for a, b in circle(40)
            ]
            canvas.fill(loaf, crust.base)
            canvas.fill(
                [
                    (px - 0.3, py - 0.8)
                    for px, py in [
                        (cx + (qx - cx) * 0.84, cy + (qy - cy) * 0.74) for qx, qy in loaf
                    ]
                ],
                crust.light,
            )
            for k in (-0.45, 0.0, 0.45):
                mx, my = cx + 5 * k * c, cy + 5 * k * s
                canvas.stroke(
                    [(mx - 0.7, my - 1.6), (mx + 0.7, my + 1.0)], material("wool").base, 0.5
                )
        near = [p for p in circle(60) if p[1] * scene.cos_yaw - p[0] * scene.sin_yaw < 0.0]
        near.sort(key=lambda p: p[0] * scene.cos_yaw + p[1] * scene.sin_yaw)
        scene.face(
            [
                *[(r * a, r * b, height) for a, b in near],
                *[(r * 0.93 * a, r * 0.93 * b, height * 0.55) for a, b in reversed(near)],
            ],
            cane.base,
        )
    basket(scene, profile, cane, every=2.2)
    ring = [(r * c, r * s, height) for c, s in circle(60)]
    scene.line([*ring, ring[0]], cane.dark, 0.9)
