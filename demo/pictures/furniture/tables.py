"""Tables with straight sides: dining, coffee, console, desk and trestle."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, curve, rounded
from demo.pictures.drawing.solids import box, grained, prism
from demo.pictures.drawing.stone import chips, scatter, veins
from demo.pictures.drawing.turning import lathe


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
    """Draw a table with a straight-sided top; `style` says how it stands."""
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
        veins(scene, width, depth, height, board)
    if top == "terrazzo":
        chips(scene, [(width * a, depth * b) for a, b in scatter()], height)


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
    """Draw the half of the legs that is behind or before the middle of the table."""
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
