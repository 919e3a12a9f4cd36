"""Upholstered seats: armchairs, sofas with two to four places, corner sofas and daybeds."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Scene, circle
from demo.pictures.drawing.solids import box
from demo.pictures.drawing.upholstery import soft


def sofa(
    canvas: Canvas,
    *,
    cloth: str = "linen",
    legs: str = "oak",
    seats: int = 3,
    width: float = 210,
    depth: float = 90,
    height: float = 80,
    arm: str = "block",
    plump: float = 7,
    chaise: bool = False,
    cushion: str = "",
    second: str = "",
    tufted: bool = False,
    low: bool = False,
) -> None:
    """Draw a sofa (or with one place an armchair); `arm` is block, slim, round, wood or none."""
    scene = Scene(canvas)
    stuff = material(cloth)
    reach = depth + 62 if chaise else depth
    scene.floor_shadow([(0, 0), (width, 0), (width, depth), (0, depth)], 0.34)
    lift = 3.0 if low else 13.0
    aw = {"block": 20.0, "slim": 10.0, "round": 22.0, "wood": 6.0, "none": 0.0}[arm]
    ah = height * (0.72 if arm != "round" else 0.76)
    feet = [(8.0, depth - 8), (width - 8, depth - 8), (8.0, 8.0), (width - 8, 8.0)]
    if not low:
        for x, y in feet:
            limb(
                scene, (x, y, lift + 1), (x + (1 if x > 20 else -1), y, 0), 2.6, 1.7, material(legs)
            )
    seat = 42.0
    inner = (width - 2 * aw) / seats
    soft(scene, aw * 0.5, depth - 24, lift, width - aw, 24, height - lift - 4, plump, stuff)
    if arm == "wood":
        _wood_arm(scene, 0, depth, ah, material(legs))
    elif aw:
        soft(scene, 0, 0, lift, aw, depth, ah - lift, plump if arm == "round" else 4, stuff)
    soft(scene, aw - 2, 2, lift, width - 2 * aw + 4, depth - 10, seat - lift - 9, 4, stuff)
    for i in range(seats):
        soft(
            scene,
            aw + i * inner + 1,
            depth - 42,
            seat - 6,
            inner - 2,
            20,
            height - seat + 8,
            plump + 1.5,
            stuff,
        )
        if tufted:
            _buttons(scene, aw + i * inner, inner, depth - 42, (seat + 8, height - 6), stuff)
    _scatter_cushions(scene, width, aw, depth, seat, cushion, second)
    for i in range(seats):
        soft(scene, aw + i * inner + 0.6, 0, seat - 13, inner - 1.2, depth - 34, 15, plump, stuff)
    if chaise:
        _chaise(
            scene,
            stuff,
            (width - aw - inner, inner, reach - depth, seat, lift),
            plump,
            material(legs),
        )
    if arm == "wood":
        _wood_arm(scene, width - 5, depth, ah, material(legs))
    elif aw:
        soft(
            scene, width - aw, 0, lift, aw, depth, ah - lift, plump if arm == "round" else 4, stuff
        )


def _wood_arm(scene: Scene, x: float, depth: float, top: float, wood: Material) -> None:
    box(scene, x, depth - 12, 0, 4.5, 4.5, top, wood)
    box(scene, x, 4, 0, 4.5, 4.5, top, wood)
    box(scene, x - 0.8, 0, top, 6.5, depth - 4, 3, wood, grain="y")


def _buttons(
    scene: Scene, x: float, w: float, y: float, levels: tuple[float, float], stuff: Material
) -> None:
    low, high = levels
    for row in range(2):
        for i in range(3):
            px = x + w * (i + 0.5) / 3
            pz = low + (high - low) * (row + 0.5) / 2
            scene.face([(px + 1.1 * c, y - 0.2, pz + 1.1 * s) for c, s in circle(12)], stuff.line)


def _scatter_cushions(
    scene: Scene, width: float, aw: float, depth: float, seat: float, first: str, second: str
) -> None:
    spots = ((first, aw + 4), (second, width - aw - 42))
    for name, x in spots:
        if name:
            soft(scene, x, depth - 54, seat - 1, 38, 12, 36, 6, material(name))


def _chaise(
    scene: Scene,
    stuff: Material,
    area: tuple[float, float, float, float, float],
    plump: float,
    wood: Material,
) -> None:
    x, w, out, seat, lift = area
    limb(scene, (x + 6, -out + 6, lift + 1), (x + 6, -out + 6, 0), 2.4, 1.7, wood)
    limb(scene, (x + w - 6, -out + 6, lift + 1), (x + w - 6, -out + 6, 0), 2.4, 1.7, wood)
    soft(scene, x, -out, lift, w, out + 14, seat - lift - 9, 4, stuff)
    soft(scene, x + 0.6, -out, seat - 13, w - 1.2, out + 36, 15, plump, stuff)


def wing_chair(
    canvas: Canvas,
    *,
    cloth: str = "green",
    legs: str = "walnut",
    cushion: str = "",
    height: float = 104,
    wings: bool = True,
    footstool: bool = False,
) -> None:
    """Draw a reading chair with a high back."""
    scene = Scene(canvas, yaw=33, pitch=18)
    stuff, wood = material(cloth), material(legs)
    w, d = 76.0, 80.0
    scene.floor_shadow([(0, 0), (w, 0), (w, d), (0, d)])
    for x, y in ((7, d - 9), (w - 7, d - 9), (7, 7), (w - 7, 7)):
        limb(
            scene,
            (x, y, 17),
            (x + (2 if x > 20 else -2), y + (3 if y > 20 else -2), 0),
            2.6,
            1.5,
            wood,
        )
    soft(scene, 6, d - 22, 16, w - 12, 20, height - 16, 9, stuff)
    if wings:
        soft(scene, 1, d - 42, 50, 12, 34, height - 58, 6, stuff)
    soft(scene, 0, 2, 16, 13, d - 12, 44, 6, stuff)
    soft(scene, 10, 4, 16, w - 20, d - 12, 18, 4, stuff)
    if cushion:
        soft(scene, 19, d - 40, 44, 38, 13, 34, 6, material(cushion))
    soft(scene, 12, 0, 31, w - 24, d - 20, 15, 6, stuff)
    if wings:
        soft(scene, w - 13, d - 42, 50, 12, 34, height - 58, 6, stuff)
    soft(scene, w - 13, 2, 16, 13, d - 12, 44, 6, stuff)
    if footstool:
        for x, y in ((10, -64), (54, -64), (54, -34)):
            limb(scene, (x, y, 22), (x, y, 0), 2.2, 1.5, wood)
        soft(scene, 6, -70, 20, 54, 42, 17, 6, stuff)


def sling_chair(
    canvas: Canvas,
    *,
    cloth: str = "cognac",
    frame: str = "oak",
    width: float = 70,
    depth: float = 74,
    padded: bool = True,
) -> None:
    """Draw a low open chair: a wooden or metal frame that carries a seat and a back at a slant."""
    scene = Scene(canvas, yaw=33, pitch=18)
    stuff, wood = material(cloth), material(frame)
    w, d = width, depth
    scene.floor_shadow([(0, 0), (w, 0), (w, d), (0, d)])

    def side(x: float) -> None:
        limb(scene, (x, d - 8, 54), (x, d + 2, 0), 2.0, 1.6, wood)
        limb(scene, (x, 6, 55), (x, 2, 0), 2.0, 1.6, wood)
        limb(scene, (x, 0, 56), (x, d - 2, 54), 2.1, 1.8, wood)

    side(2)
    limb(scene, (2, 6, 27), (w - 2, 6, 27), 1.6, 1.6, wood)
    thick = 11.0 if padded else 3.0
    scene.face(
        [(8, d - 17, 33), (w - 8, d - 17, 33), (w - 8, d + 8, 79), (8, d + 8, 79)], stuff.dark
    )
    scene.face([(8, 2, 37), (w - 8, 2, 37), (w - 8, d - 17, 31), (8, d - 17, 31)], stuff.dark)
    seat_low, seat_high = 28.0, 38.0
    for i in range(2):
        x, wide = 6 + i * (w - 12) / 2, (w - 12) / 2 - (0.8 if padded else -0.5)
        back = [
            (x, d - 18, seat_low + 4),
            (x + wide, d - 18, seat_low + 4),
            (x + wide, d + 8, 80),
            (x, d + 8, 80),
        ]
        scene.face(back, stuff.base)
        scene.face(
            [
                (x, d + 8, 80),
                (x + wide, d + 8, 80),
                (x + wide, d + 8 + thick * 0.6, 80),
                (x, d + 8 + thick * 0.6, 80),
            ],
            stuff.light,
        )
        seat = [
            (x, 2, seat_high),
            (x + wide, 2, seat_high),
            (x + wide, d - 18, seat_low + 4),
            (x, d - 18, seat_low + 4),
        ]
        scene.face(seat, stuff.light)
        scene.face(
            [
                (x, 2, seat_high - thick),
                (x + wide, 2, seat_high - thick),
                (x + wide, 2, seat_high),
                (x, 2, seat_high),
            ],
            stuff.base,
        )
    last = w - 6
    scene.face(
        [
            (last, 2, seat_high - thick),
            (last, d - 18, seat_low + 4 - thick),
            (last, d - 18, seat_low + 4),
            (last, 2, seat_high),
        ],
        stuff.dark,
    )
    scene.face(
        [
            (last, d - 18, seat_low + 4),
            (last, d - 18 + thick * 0.6, seat_low),
            (last, d + 8 + thick * 0.6, 80),
            (last, d + 8, 80),
        ],
        stuff.dark,
    )
    side(w - 2)
