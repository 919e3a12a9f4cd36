"""Stools, benches and pouffes."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import material
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Scene, curve, ellipse, visible_half
from demo.pictures.drawing.solids import box, grained
from demo.pictures.drawing.turning import lathe
from demo.pictures.drawing.upholstery import soft
from demo.pictures.drawing.weave import basket, straps


def stool(
    canvas: Canvas,
    *,
    wood: str = "oak",
    seat: str = "oak",
    height: float = 46,
    width: float = 38,
    style: str = "round",
    back: bool = False,
) -> None:
    """Draw a stool without a back (or a low one): round, square, saddle, or a turned drum."""
    scene = Scene(canvas, yaw=34, pitch=19)
    frame, stuff = material(wood), material(seat)
    r = width / 2
    scene.floor_shadow(ellipse(0, 0, r * 1.1, r * 1.1))
    if style == "drum":
        lathe(scene, 0, 0, curve([(r * 0.95, 0), (r * 0.62, height * 0.5), (r, height)], 8), stuff)
        return
    spots = [(0.66, 0.66), (-0.66, 0.66), (0.66, -0.66), (-0.66, -0.66)]
    ring = [
        (x * r * 1.25, y * r * 1.25, height * 0.32)
        for x, y in (spots[0], spots[1], spots[3], spots[2])
    ]
    for i, (x, y) in enumerate(spots):
        if i == 2:
            scene.line([*ring, ring[0]], frame.base, 1.5)
        limb(scene, (x * r, y * r, height - 3), (x * r * 1.35, y * r * 1.35, 0), 1.7, 1.2, frame)
    if back:
        for x in (-r * 0.6, r * 0.6):
            limb(scene, (x, r * 0.8, height - 2), (x, r * 1.05, height + 18), 1.1, 1.1, frame)
    thick = 3.0 if stuff.wood or seat in ("cane", "rattan", "esparto", "black") else 7.0
    if style == "square":
        if seat in ("cane", "rattan", "esparto"):
            box(scene, -r, -r, height - 3, width, width, 3, frame)
            area = [(-r + 3, -r + 3), (r - 3, -r + 3), (r - 3, r - 3), (-r + 3, r - 3)]
            straps(scene.canvas, scene.path([(x, y, height) for x, y in area]), stuff)
        else:
            box(scene, -r, -r, height - thick, width, width, thick, stuff, grain="x")
    elif thick > 3:
        lathe(
            scene,
            0,
            0,
            [(r * 0.9, height - 4), (r, height - 2), (r, height + 1), (r * 0.9, height + 3)],
            stuff,
        )
    else:
        lathe(scene, 0, 0, [(r, height - thick), (r, height)], stuff)
        if stuff.wood:
            grained(scene, "z", height, (-r * 0.7, -r * 0.6, r * 1.4, r * 1.2), stuff)
    if back:
        arc = [
            (-r * 0.95, r * 0.75, height + 18),
            (-r * 0.5, r * 1.1, height + 19),
            (r * 0.5, r * 1.1, height + 19),
            (r * 0.95, r * 0.75, height + 18),
        ]
        tube(scene, arc, 2.3, frame)


def bench(
    canvas: Canvas,
    *,
    wood: str = "oak",
    seat: str = "oak",
    width: float = 120,
    depth: float = 36,
    height: float = 45,
    style: str = "plank",
) -> None:
    """Draw a bench: a plank on panels, a cushion on legs, or straps on a frame."""
    scene = Scene(canvas)
    frame, stuff = material(wood), material(seat)
    scene.floor_shadow([(0, 0), (width, 0), (width, depth), (0, depth)])
    if style == "plank":
        for x in (10.0, width - 14.0):
            box(scene, x, 3, 0, 4, depth - 6, height - 4, frame, grain="z")
        limb(scene, (14, depth / 2, 16), (width - 14, depth / 2, 16), 2, 2, frame)
        box(scene, 0, 0, height - 4, width, depth, 4, stuff)
        return
    for y in (depth - 4, 4.0):
        for x, out in ((8, -4), (width - 8, 4)):
            limb(scene, (x, y, height - 5), (x + out, y, 0), 2, 1.3, frame)
    if style == "straps":
        box(scene, 0, 0, height - 4, width, depth, 4, frame)
        area = [(3.0, 3.0), (width - 3, 3.0), (width - 3, depth - 3), (3.0, depth - 3)]
        straps(scene.canvas, scene.path([(x, y, height) for x, y in area]), stuff)
    else:
        box(scene, 1, 1, height - 7, width - 2, depth - 2, 3, frame, grain="x")
        soft(scene, 0, 0, height - 4, width, depth, 9, 4, stuff)


def pouffe(
    canvas: Canvas,
    *,
    cloth: str = "sage",
    width: float = 50,
    height: float = 38,
    style: str = "round",
) -> None:
    """Draw a pouffe: round and upholstered, knitted, or a square of leather."""
    scene = Scene(canvas, yaw=30, pitch=22)
    stuff = material(cloth)
    r = width / 2
    scene.floor_shadow(ellipse(0, 0, r, r))
    if style == "square":
        soft(scene, -r, -r, 0, width, width, height, 9, stuff)
        return
    profile = [
        (r * 0.8, 0),
        (r * 0.98, height * 0.25),
        (r, height * 0.55),
        (r * 0.9, height * 0.85),
        (r * 0.55, height * 0.98),
        (0.1, height),
    ]
    lathe(scene, 0, 0, curve(profile, 5), stuff, lid=False)
    if style == "knitted":
        basket(scene, curve(profile[:4], 2), stuff)
    else:
        seam = [(r * c, r * s, height * 0.55) for c, s in visible_half()]
        scene.line(seam, stuff.line, 0.5)
