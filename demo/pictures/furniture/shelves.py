"""Open furniture for books and things: bookcases, ladders, trolleys and wall shelves."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene
from demo.pictures.drawing.solids import box, prism
from demo.pictures.drawing.turning import lathe
from demo.pictures.furniture.things import books, pot, things


def bookcase(
    canvas: Canvas,
    *,
    wood: str = "oak",
    frame: str = "",
    width: float = 90,
    depth: float = 32,
    height: float = 190,
    levels: int = 5,
    columns: int = 1,
    style: str = "case",
    fill: int = 0,
    low_doors: bool = False,
) -> None:
    """Draw a standing shelf: a closed case, an open frame of bars, or a ladder that leans back.

    `fill` chooses how the things on it are laid out, so that no two look alike.
    """
    scene = Scene(canvas, yaw=27, pitch=14 if height > 120 else 18)
    canvas.height = 0.78
    board, bars = material(wood), material(frame or wood)
    w, d = width, depth
    scene.floor_shadow([(0, 0), (w, 0), (w, d), (0, d)])
    t = 2.6
    gap = (height - 8 - t) / levels
    if style == "case":
        box(
            scene,
            0,
            d - 1,
            4,
            w,
            1,
            height - 4,
            Material(board.dark, board.dark, board.line, board.line),
        )
        box(scene, 0, 0, 0, t, d, height, board, grain="z")
    else:
        _bars(scene, style, (w, d, height), bars, d - 2)
    for level in range(levels + 1):
        z = 6 + level * gap
        near = _lean(style, z, height, d)
        box(
            scene,
            t if style == "case" else 0,
            near,
            z,
            w - (2 * t if style == "case" else 0),
            d - 1 - near,
            t,
            board,
        )
        if level < levels and not (low_doors and level == 0):
            for column in range(columns):
                x0 = t + column * (w - t) / columns
                things(
                    scene,
                    (x0 + 3, near + 3, z + t, (w - t) / columns - 8, d - near - 6),
                    gap - t,
                    fill + level * 3 + column * 5,
                )
                if column:
                    box(scene, x0 - t, near, z + t, t, d - near - 1, gap - t, board, grain="z")
    if style == "case":
        box(scene, w - t, 0, 0, t, d, height, board, grain="z")
        if low_doors:
            for x in (t, w / 2):
                box(scene, x + 0.4, -1.6, 6, w / 2 - t - 0.8, 1.6, gap, board, grain="z")
    else:
        _bars(scene, style, (w, d, height), bars, 1)


def _lean(style: str, z: float, height: float, d: float) -> float:
    return d * 0.72 * z / height if style == "ladder" else 0.0


def _bars(
    scene: Scene, style: str, size: tuple[float, float, float], stuff: Material, y: float
) -> None:
    w, d, h = size
    for x in (0.0, w):
        if style == "ladder" and y < d / 2:
            limb(scene, (x, d * 0.74, h + 6), (x, -2, 0), 1.5, 1.5, stuff)
        else:
            limb(scene, (x, y, h + (6 if style == "ladder" else 0)), (x, y, 0), 1.4, 1.4, stuff)
    if style == "cross" and y > d / 2:
        limb(scene, (0, y, 10), (w, y, h * 0.5), 0.6, 0.6, stuff)
        limb(scene, (w, y, 10), (0, y, h * 0.5), 0.6, 0.6, stuff)


def wall_shelf(
    canvas: Canvas,
    *,
    wood: str = "oak",
    bracket: str = "black",
    width: float = 80,
    depth: float = 22,
    levels: int = 1,
    style: str = "bracket",
    fill: int = 0,
) -> None:
    """Boards on the wall: on brackets, boxed, or hung from straps."""
    scene = Scene(canvas, yaw=27, pitch=16)
    board, iron = material(wood), material(bracket)
    w, d, gap = width, depth, 34.0
    for level in range(levels):
        z = level * gap
        canvas.shadow(
            scene.path([(6, d, z - 9), (w + 8, d, z - 9), (w + 8, d, z + 14), (6, d, z + 14)]), 0.16
        )
    if style == "straps":
        for x in (8.0, w - 8.0):
            scene.line([(x, d, 0), (x, d, levels * gap + 8)], iron.base, 2)
    for level in range(levels):
        z = level * gap
        if style == "bracket":
            for x in (w * 0.16, w * 0.84):
                scene.line([(x, d, z - 12), (x, d, z - 0.5), (x, 2, z - 0.5)], iron.base, 1.7)
                scene.line([(x, d, z - 11), (x, 5, z - 1)], iron.base, 1.2)
        if style == "box":
            box(
                scene,
                0,
                d - 1,
                z,
                w,
                1,
                26,
                Material(board.dark, board.dark, board.line, board.line),
            )
            box(scene, 0, 0, z, 2.4, d, 26, board, grain="z")
        prism(scene, [(0, 0), (w, 0), (w, d), (0, d)], "z", z, z + 2.6, board)
        things(scene, (7, 3, z + 2.6, w - 16, d - 6), 26, fill + level * 3)
        if style == "box":
            box(scene, w - 2.4, 0, z, 2.4, d, 26, board, grain="z")
            box(scene, 0, 0, z + 26, w, d, 2.4, board)
    if style == "straps":
        for x in (8.0, w - 8.0):
            for level in range(levels):
                z = level * gap + 2.6
                scene.line([(x, d, z + 22), (x, 2, z), (x, 2, z - 2.6)], iron.base, 1.3)


def trolley(
    canvas: Canvas,
    *,
    frame: str = "black",
    tray: str = "oak",
    width: float = 62,
    depth: float = 40,
    height: float = 78,
    levels: int = 2,
) -> None:
    """Draw a serving trolley on castors."""
    scene = Scene(canvas, yaw=30, pitch=17)
    stuff, board = material(frame), material(tray)
    scene.floor_shadow([(0, 0), (width, 0), (width, depth), (0, depth)])
    gap = (height - 22) / (levels - 1)

    def post(x: float, y: float) -> None:
        lathe(
            scene, x, y, [(1.6, 0), (2.6, 1.5), (2.6, 3.5), (1, 5)], material("charcoal"), steps=16
        )
        limb(scene, (x, y, height), (x, y, 5), 1.1, 1.1, stuff)

    for x in (0, width):
        post(x, depth)
    for level in range(levels):
        z = 16 + level * gap
        box(scene, 0, 0, z, width, depth, 2.4, board)
        scene.line([(0, 0, z + 7), (0, depth, z + 7), (width, depth, z + 7)], stuff.base, 1.2)
        pot(
            scene,
            width * (0.3 + 0.35 * (level % 2)),
            depth * 0.5,
            z + 2.4,
            17,
            ("glaze-green", "amber", "clay")[level],
        )
        if level == 0:
            books(scene, (width * 0.5, 8, z + 2.4), width * 0.36, (depth * 0.8, 24), 4)
        scene.line([(0, 0, z + 7), (width, 0, z + 7), (width, depth, z + 7)], stuff.base, 1.2)
    for x in (0, width):
        post(x, 0)
    limb(scene, (width, 0, height - 1), (width, depth, height - 1), 1.3, 1.3, stuff)
