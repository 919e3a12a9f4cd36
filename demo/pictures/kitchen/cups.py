"""Bowls, mugs and cups."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.painting import bands
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.rods import tube
from demo.pictures.drawing.scene import Scene, circle, curve, ellipse, visible_half
from demo.pictures.drawing.turning import lathe

VIEW = 30.0


def bowl(
    canvas: Canvas,
    *,
    ware: str = "stoneware",
    inner: str = "",
    radius: float = 8,
    height: float = 7,
    shape: str = "round",
    ring: str = "",
    count: int = 1,
    foot: bool = True,
    motif: bool = False,
) -> None:
    """Draw a bowl, or several inside each other; round, flared, straight or wide."""
    scene = Scene(canvas, pitch=VIEW)
    canvas.width = 0.72
    stuff, within = material(ware), material(inner or ware)
    scene.floor_shadow(ellipse(0, 0, radius * 0.8, radius * 0.8), 0.4)
    shapes: dict[str, list[Point]] = {
        "round": [(0.45, 0), (0.8, 0.24), (0.97, 0.62), (1, 1)],
        "flared": [(0.3, 0), (0.5, 0.3), (0.78, 0.7), (1, 1)],
        "straight": [(0.8, 0), (0.97, 0.12), (1, 0.5), (1, 1)],
        "wide": [(0.5, 0), (0.82, 0.35), (1, 1)],
    }
    z = 0.0
    for _ in range(count):
        if foot:
            lathe(scene, 0, 0, [(radius * 0.42, z), (radius * 0.42, z + 0.8)], stuff)
        profile = curve([(r * radius, z + 0.6 + t * height) for r, t in shapes[shape]], 6)
        lathe(scene, 0, 0, profile, stuff, inside=within, wall=radius * 0.045)
        if ring:
            bands(scene, profile, material(ring), (0.93,), radius * 0.055)
        if motif:
            bands(scene, profile, material(ring or "cobalt"), (0.7, 0.76, 0.35), 0.3)
        z += height * 0.34


def ear(
    scene: Scene, radius: float, levels: tuple[float, float], stuff: Material, thick: float = 0.62
) -> None:
    """Draw an ear on the right-hand side."""
    low, high = levels
    c, s = cos(radians(-20)), sin(radians(-20))
    reach = (high - low) * 0.62
    bow = curve(
        [
            (0.0, high),
            (reach * 0.85, high * 0.98 + low * 0.02),
            (reach, (low + high) / 2),
            (reach * 0.6, low + 0.15 * (high - low)),
            (-0.2, low),
        ],
        5,
    )
    tube(scene, [((radius + out) * c, (radius + out) * s, z) for out, z in bow], thick, stuff)


def mug(
    canvas: Canvas,
    *,
    ware: str = "stoneware",
    inner: str = "porcelain",
    dip: str = "",
    radius: float = 4.2,
    height: float = 9,
    shape: str = "straight",
    saucer: bool = False,
    handle: bool = True,
    ring: str = "",
    drink: str = "",
) -> None:
    """Draw a mug or a cup; `dip` is a second glaze on its lower part."""
    scene = Scene(canvas, pitch=25)
    canvas.width = 0.6
    canvas.height = 0.52
    stuff, within = material(ware), material(inner)
    scene.floor_shadow(ellipse(0, 0, radius * 1.1, radius * 1.1), 0.4)
    z = 0.0
    if saucer:
        lathe(
            scene,
            0,
            0,
            curve([(radius, 0), (radius * 1.3, 0.4), (radius * 1.8, 1.2)], 4),
            stuff,
            inside=stuff,
            wall=0.3,
        )
        z = 0.5
    shapes: dict[str, list[Point]] = {
        "straight": [(0.94, 0), (1, 0.06), (1, 1)],
        "barrel": [(0.72, 0), (0.98, 0.25), (1.04, 0.55), (0.94, 1)],
        "cup": [(0.5, 0), (0.66, 0.1), (0.95, 0.55), (1.08, 1)],
        "cone": [(0.74, 0), (0.8, 0.05), (1.04, 1)],
    }
    profile = [(r * radius, z + t * height) for r, t in shapes[shape]]
    profile = curve(profile, 6) if shape in ("barrel", "cup") else profile
    if handle:
        ear(scene, radius * 0.94, (z + height * 0.22, z + height * 0.84), stuff, radius * 0.13)
    lathe(scene, 0, 0, profile, stuff, inside=within, wall=0.35)
    if dip:
        cut = z + height * 0.42
        lower = [p for p in profile if p[1] < cut]
        scale = next(r for r, t in profile if t >= cut) if shape != "straight" else radius
        lathe(
            scene,
            0,
            0,
            [*((r + 0.03, t) for r, t in lower), (scale + 0.03, cut)],
            material(dip),
            lid=False,
        )
    if ring:
        bands(scene, profile, material(ring), (0.9,), 0.3)
    if drink:
        r = radius * 0.9
        scene.face([(r * c, r * s, z + height * 0.9) for c, s in circle(48)], material(drink).base)
        rim = [(radius * c, radius * s, z + height) for c, s in visible_half()]
        scene.line(rim, within.light, 0.3)
