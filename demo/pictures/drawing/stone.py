"""The veins and chips of stone tops."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Point
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.scene import Scene, curve, ellipse


def veins(
    scene: Scene, w: float, d: float, z: float, stone: Material, start: Point = (0, 0)
) -> None:
    """Veins across a flat top of marble or travertine."""
    x, y = start
    for a, b, width in ((0.1, 0.35, 0.8), (0.45, 0.8, 0.5), (0.7, 0.95, 0.4)):
        places = [(a, 0.05), (a + 0.08, 0.3), ((a + b) / 2, 0.5), (b - 0.04, 0.72), (b, 0.95)]
        scene.line([(x + u * w, y + v * d, z) for u, v in curve(places, 4)], stone.dark, width)


def scatter() -> list[Point]:
    """Places spread evenly over the unit square."""
    return [((i * 0.7548777) % 1.0, (i * 0.5698403) % 1.0) for i in range(70)]


def chips(scene: Scene, spots: list[Point], z: float) -> None:
    """Draw the chips of terrazzo, at places on a flat top."""
    for i, (x, y) in enumerate(spots):
        stuff = material(("clay", "glaze-green", "grey", "charcoal", "sand")[i % 5])
        size = 0.9 + (i % 3) * 0.5
        scene.face([(px, py, z) for px, py in ellipse(x, y, size, size * 0.7, 7)], stuff.base)
