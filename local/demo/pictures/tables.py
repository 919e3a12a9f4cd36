"""Tables: dining, round, side, coffee, console, desk, trestle and bedside."""

from __future__ import annotations

from local.demo.pictures.canvas import Canvas, Point
from local.demo.pictures.palette import Material, material
from local.demo.pictures.scene import Scene, curve, ellipse, rounded
from local.demo.pictures.solids import box, grained, lathe, limb, prism, round_grain


def table(
    canvas: Canvas,
    *,
    top: str = "oak",
    legs: str = "oak",
    style: str = "straight",
    width: float = 180,
    depth: float = 90,
    height: float = 75,
    thick: float = 4,
    corner: float = 0,
    apron: bool = False,
    shelf: str = "",
    drawers: int = 0,
    leaf: bool = False,
    slats: bool = False,
) -> None:
    """A table with a straight-sided top; `style` says how it stands."""
    scene = Scene(canvas)
    board, frame = material(top), material(legs)
    scene.floor_shadow([(0, 0), (width, 0), (width, depth), (0, depth)])
    under = height - thick
    _stand(scene, style, width, depth, under, frame, front=False)
    if shelf:
        inset = 5.0
        box(
            scene,
            inset,
            inset,
            height * 0.24,
            width - 2 * inset,
            depth - 2 * inset,
            2.5,
            material(shelf),
        )
    if apron or drawers:
        drop = 12.0 if drawers else 8.0
        box(scene, 5, 5, under - drop, width - 10, depth - 10, drop, frame, grain="x")
        for i in range(drawers):
            step = (width - 16) / drawers
            _drawer_front(scene, (8 + i * step + 1, under - drop + 1, step - 2, drop - 2), frame)
    _stand(scene, style, width, depth, under, frame, front=True)
    outline = (
        rounded(0, 0, width, depth, corner)
        if corner
        else [(0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth)]
    )
    prism(scene, outline, "z", under, height, board)
    if slats:
        for i in range(1, 9):
            y = depth * i / 9
            scene.line([(0.5, y, height), (width - 0.5, y, height)], board.dark, 1.0)
    elif board.wood:
        grained(scene, "z", height, (corner, corner / 2, width - 2 * corner, depth - corner), board)
    if leaf:
        for x in (width * 0.33, width * 0.67):
            scene.line([(x, 0, height), (x, depth, height)], board.line, 0.5)
            scene.line([(x, 0, height), (x, 0, under)], board.line, 0.5)
    if top in ("marble", "green-marble", "travertine"):
        _veins(scene, width, depth, height, board)
    if top == "terrazzo":
        _chips(scene, [(width * a, depth * b) for a, b in _scatter()], height)


def _drawer_front(scene: Scene, area: tuple[float, float, float, float], wood: Material) -> None:
    x, z, w, h = area
    scene.line(
        [(x, 5, z), (x + w, 5, z), (x + w, 5, z + h), (x, 5, z + h), (x, 5, z)], wood.line, 0.5
    )
    limb(
        scene,
        (x + w / 2 - 4, 4.4, z + h / 2),
        (x + w / 2 + 4, 4.4, z + h / 2),
        0.7,
        0.7,
        material("black"),
    )


def _stand(
    scene: Scene, style: str, w: float, d: float, top: float, frame: Material, front: bool
) -> None:
    """The half of the legs that is behind or before the middle of the table."""
    near, far = (4.0, d - 4.0)
    y = near if front else far
    if style == "tapered":
        for x, lean in ((9, -4), (w - 9, 4)):
            limb(scene, (x, y, top), (x + lean, y + (-3 if front else 3), 0), 2.9, 1.6, frame)
    elif style == "turned":
        for x in (8, w - 8):
            profile = [
                (2.2, 0),
                (3.2, 3),
                (2.2, 8),
                (4.0, top * 0.5),
                (3.0, top - 20),
                (4.4, top - 17),
                (4.4, top),
            ]
            lathe(scene, x, y, curve(profile, 3), frame, steps=20)
    elif style == "hairpin":
        for x in (10, w - 10):
            for shift in (-5, 5):
                limb(scene, (x + shift, y, top), (x, y, 0), 0.8, 0.7, frame)
    elif style == "cross":
        for x in (14.0, w - 18.0):
            if front:
                limb(scene, (x, far, top), (x, near, 0), 2.6, 2.6, frame)
                limb(scene, (x, near, top), (x, far, 0), 2.6, 2.6, frame)
        if front:
            limb(scene, (14, d / 2, top / 2), (w - 18, d / 2, top / 2), 1.8, 1.8, frame)
    elif style == "trestle":
        if front:
            for x in (w * 0.16, w * 0.84):
                for lean in (-9, 9):
                    limb(scene, (x, far, top), (x + lean, far, 0), 1.9, 1.7, frame)
                limb(scene, (x - 5, far, top * 0.4), (x + 5, far, top * 0.4), 1.2, 1.2, frame)
                for lean in (-9, 9):
                    limb(scene, (x, near, top), (x + lean, near, 0), 2.1, 1.8, frame)
                limb(scene, (x - 5, near, top * 0.4), (x + 5, near, top * 0.4), 1.2, 1.2, frame)
    elif style == "frame":
        t = 3.4
        for x in (3.0, w - 3.0 - t):
            box(scene, x, y - t / 2, 0, t, t, top, frame)
        if front:
            for x in (3.0, w - 3.0 - t):
                box(scene, x, near, 0, t, far - near, t, frame, grain="y")
                box(scene, x, near - t / 2, 0, t, t, top, frame)
    elif style == "panel":
        if front:
            for x in (5.0, w - 11.0):
                box(scene, x, 4, 0, 6, d - 8, top, frame, grain="z")
    elif style == "block":
        if front:
            box(scene, w * 0.2, d * 0.22, 0, w * 0.6, d * 0.56, top, frame)
    else:
        t = max(3.5, min(7.0, w / 24))
        for x in (2.0, w - 2.0 - t):
            box(scene, x, 2 if front else d - 2 - t, 0, t, t, top, frame)


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
    """A table with a round top, or an oval one when it has a depth."""
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
        _veins(scene, rx * 1.3, ry * 1.3, height, board, (-rx * 0.65, -ry * 0.65))
    if top == "terrazzo":
        _chips(scene, [((a - 0.5) * rx * 1.3, (b - 0.5) * ry * 1.3) for a, b in _scatter()], height)


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
    """A low table whose top has the shape of a pebble, on three legs."""
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
        _veins(scene, width * 0.7, depth * 0.7, height, board, (width * 0.15, depth * 0.15))


def _veins(
    scene: Scene, w: float, d: float, z: float, stone: Material, start: Point = (0, 0)
) -> None:
    x, y = start
    for a, b, width in ((0.1, 0.35, 0.8), (0.45, 0.8, 0.5), (0.7, 0.95, 0.4)):
        places = [(a, 0.05), (a + 0.08, 0.3), ((a + b) / 2, 0.5), (b - 0.04, 0.72), (b, 0.95)]
        scene.line([(x + u * w, y + v * d, z) for u, v in curve(places, 4)], stone.dark, width)


def _scatter() -> list[Point]:
    return [((i * 0.7548777) % 1.0, (i * 0.5698403) % 1.0) for i in range(70)]


def _chips(scene: Scene, spots: list[Point], z: float) -> None:
    for i, (x, y) in enumerate(spots):
        stuff = material(("clay", "glaze-green", "grey", "charcoal", "sand")[i % 5])
        size = 0.9 + (i % 3) * 0.5
        scene.face([(px, py, z) for px, py in ellipse(x, y, size, size * 0.7, 7)], stuff.base)
