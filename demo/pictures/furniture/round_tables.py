"""Tables with round, oval or pebble-shaped tops."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, curve, ellipse
from demo.pictures.drawing.solids import grained, prism, round_grain
from demo.pictures.drawing.stone import chips, scatter, veins
from demo.pictures.drawing.turning import lathe


def round_table(
    canvas: Canvas,
    *,
    top: str = "oak",
    legs: str = "oak",
    style: str = "tripod",
    width: float = 110,
    depth: float = 0,
    height: float = 75,
    thick: float = 3.5,
    rim: float = 0,
    shelf: str = "",
    leaf: bool = False,
) -> None:
    """Draw a table with a round top, or an oval one when it has a depth."""
    scene = Scene(canvas)
    board, frame = material(top), material(legs)
    rx, ry = width / 2, (depth or width) / 2
    scene.floor_shadow(ellipse(0, 0, rx * 0.9, ry * 0.9))
    under = height - thick
    if style == "pedestal":
        lathe(
            scene,
            0,
            0,
            curve(
                [
                    (rx * 0.5, 0),
                    (rx * 0.46, 2),
                    (rx * 0.14, 7),
                    (rx * 0.1, under * 0.55),
                    (rx * 0.2, under),
                ],
                4,
            ),
            frame,
        )
    elif style == "column":
        lathe(scene, 0, 0, [(rx * 0.5, 0), (rx * 0.5, under)], frame)
    elif style == "drum":
        lathe(scene, 0, 0, [(rx * 0.86, 0), (rx * 0.94, 3), (rx * 0.94, under)], frame)
    elif style == "disc":
        lathe(scene, 0, 0, [(rx * 0.62, 0), (rx * 0.62, 1.6)], frame)
        lathe(scene, 0, 0, [(2.2, 1.6), (2.2, under)], frame, steps=20)
    else:
        _round_legs(scene, style, (rx, ry), under, frame, shelf)
    prism(scene, ellipse(0, 0, rx, ry), "z", under, height, board)
    round_grain(scene, 0, 0, height, rx, ry, board)
    if rim:
        lathe(scene, 0, 0, [(rx, height), (rx, height + rim)], board, inside=board, wall=1.0)
    if leaf:
        scene.line([(0, -ry, under), (0, -ry, height), (0, ry, height)], board.line, 0.6)
    if top in ("marble", "green-marble", "travertine"):
        veins(scene, rx * 1.3, ry * 1.3, height, board, (-rx * 0.65, -ry * 0.65))
    if top == "terrazzo":
        chips(scene, [((a - 0.5) * rx * 1.3, (b - 0.5) * ry * 1.3) for a, b in scatter()], height)


def _round_legs(
    scene: Scene, style: str, radii: Point, under: float, frame: Material, shelf: str
) -> None:
    rx, ry = radii
    spots: list[Point] = [(0.62, 0.5), (-0.62, 0.5), (0.62, -0.5), (-0.62, -0.5)]
    if style in ("tripod", "three-dowels"):
        spots = [(0.3, 0.62), (-0.72, -0.12), (0.5, -0.55)]
    lean = 1.0 if style in {"three-dowels", "dowels"} else 1.3
    thick = max(1.0, min(3.2, rx / 18))

    def leg(spot: Point) -> None:
        x, y = spot[0] * rx, spot[1] * ry
        limb(scene, (x, y, under), (x * lean, y * lean, 0), thick, thick * 0.6, frame)

    ordered = sorted(spots, key=lambda spot: -spot[1])
    for spot in ordered[: len(ordered) // 2]:
        leg(spot)
    if shelf:
        stuff = material(shelf)
        level = under * 0.3
        prism(scene, ellipse(0, 0, rx * 0.78, ry * 0.78), "z", level, level + 2, stuff)
        round_grain(scene, 0, 0, level + 2, rx * 0.78, ry * 0.78, stuff)
    for spot in ordered[len(ordered) // 2 :]:
        leg(spot)


def pebble_table(
    canvas: Canvas,
    *,
    top: str = "walnut",
    legs: str = "walnut",
    width: float = 110,
    depth: float = 65,
    height: float = 38,
) -> None:
    """Draw a low table whose top has the shape of a pebble, on three legs."""
    scene = Scene(canvas)
    board = material(top)
    shape = [
        (0.0, 0.35),
        (0.25, 0.02),
        (0.62, 0.1),
        (0.95, 0.25),
        (0.98, 0.7),
        (0.6, 0.98),
        (0.2, 0.85),
    ]
    outline = curve([(a * width, b * depth) for a, b in shape], 8, closed=True)
    scene.floor_shadow(outline)
    for x, y in ((0.6, 0.8), (0.2, 0.35), (0.8, 0.35)):
        limb(
            scene,
            (x * width, y * depth, height - 3),
            (x * width * 1.05 - 3, y * depth * 1.05, 0),
            2.6,
            1.7,
            material(legs),
        )
    prism(scene, outline, "z", height - 3.5, height, board)
    if board.wood:
        grained(scene, "z", height, (width * 0.14, depth * 0.2, width * 0.72, depth * 0.6), board)
    else:
        veins(scene, width * 0.7, depth * 0.7, height, board, (width * 0.15, depth * 0.15))
