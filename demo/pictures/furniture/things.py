"""What stands on shelves: books, boxes and pots."""

from __future__ import annotations

from demo.pictures.drawing.palette import material
from demo.pictures.drawing.scene import Scene, curve, spread
from demo.pictures.drawing.solids import box
from demo.pictures.drawing.turning import lathe

SPINES = ("clay", "sage", "navy", "mustard", "ecru", "plum", "petrol", "rust", "stone", "blush")


def things(
    scene: Scene, area: tuple[float, float, float, float, float], room: float, seed: int
) -> None:
    """Books, a pot, a box, or nothing much, on one board."""
    x, y, z, w, d = area
    kind = seed % 5
    if kind in (0, 3):
        books(scene, (x, y, z), w * (0.55 if kind == 0 else 0.8), (d, room), seed)
    if kind in (1, 0) and w > 26:
        pot_x = x + w * (0.8 if kind == 0 else 0.25)
        pot(
            scene,
            pot_x,
            y + d / 2,
            z,
            min(room * 0.62, 20),
            ("glaze-blue", "clay", "porcelain", "celadon")[seed % 4],
        )
    if kind == 1 and w > 40:
        books(scene, (x + w * 0.5, y, z), w * 0.45, (d, room), seed + 1)
    if kind == 2:
        wide = min(w * 0.5, 30.0)
        box(scene, x + w * 0.08, y, z, wide, d, min(room * 0.6, 20), material("wicker"))
        if w > 50:
            _pile(scene, (x + w * 0.6, y, z), (min(24, w * 0.34), d), seed)
    if kind == 4:
        _pile(scene, (x + w * 0.1, y, z), (min(26, w * 0.5), d), seed)
        if w > 40:
            pot(scene, x + w * 0.75, y + d / 2, z, min(room * 0.7, 24), "glaze-white")


def books(
    scene: Scene,
    corner: tuple[float, float, float],
    width: float,
    room: tuple[float, float],
    seed: int,
) -> None:
    """Draw a row of books along a board, of so much width; room is the board's depth and height."""
    x, y, z = corner
    end, i = x + width, seed * 7
    while x < end - 2:
        thick = 2.2 + 2.6 * spread(i)
        tall = min(room[1] * (0.62 + 0.28 * spread(i * 3 + 1)), 30)
        box(
            scene,
            x,
            y + 1 + spread(i) * 2,
            z,
            thick,
            room[0] * 0.7,
            tall,
            material(SPINES[i % len(SPINES)]),
        )
        x += thick + 0.15
        i += 1 + int(spread(i + 2) * 3)


def _pile(
    scene: Scene, corner: tuple[float, float, float], size: tuple[float, float], seed: int
) -> None:
    x, y, z = corner
    for i in range(3):
        box(
            scene,
            x + i * 0.8,
            y + i * 0.5,
            z,
            size[0] - i * 2,
            size[1] * 0.8,
            2.6,
            material(SPINES[(seed + i * 4) % len(SPINES)]),
        )
        z += 2.6


def pot(scene: Scene, x: float, y: float, z: float, height: float, ware: str) -> None:
    """Draw a small vase."""
    r = height * 0.3
    shape = curve(
        [
            (r * 0.6, z),
            (r, z + height * 0.4),
            (r * 0.75, z + height * 0.75),
            (r * 0.35, z + height * 0.88),
            (r * 0.45, z + height),
        ],
        3,
    )
    lathe(scene, x, y, shape, material(ware), steps=20)
