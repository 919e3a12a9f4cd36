"""Dining chairs."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas, Point
from demo.pictures.drawing.palette import Material, material, mix
from demo.pictures.drawing.rods import limb, tube
from demo.pictures.drawing.scene import Scene, circle, rounded
from demo.pictures.drawing.solids import box, grained, prism
from demo.pictures.drawing.upholstery import soft
from demo.pictures.drawing.weave import cane, straps


def chair(
    canvas: Canvas,
    *,
    wood: str = "oak",
    seat: str = "oak",
    back: str = "slats",
    arms: bool = False,
    width: float = 46,
    depth: float = 46,
    seat_height: float = 45,
    height: float = 80,
    legs: str = "round",
) -> None:
    """Draw a dining chair seen from the front.

    `back` is slats, spindles, cane, panel, curved, cross, ladder, shell or cloth.
    """
    scene = Scene(canvas, yaw=34, pitch=17)
    frame, stuff = material(wood), material(seat)
    w, d, sh = width, depth, seat_height
    scene.floor_shadow([(0, 0), (w, 0), (w, d), (0, d)])
    lean = 7.0
    square = legs == "square"

    def leg(x: float, y: float, out: float) -> None:
        if square:
            box(scene, x - 1.9, y - 1.9, 0, 3.8, 3.8, sh - 3, frame)
        else:
            limb(scene, (x, y, sh - 2), (x + out, y + (3 if y > d / 2 else -2), 0), 2.1, 1.4, frame)

    for x, out in ((4, -2), (w - 4, 2)):
        leg(x, d - 4, out)
    if legs == "stretcher":
        limb(scene, (3, d - 2, sh * 0.45), (w - 3, d - 2, sh * 0.45), 1.0, 1.0, frame)
        limb(scene, (3, 4, sh * 0.36), (3, d - 4, sh * 0.36), 1.0, 1.0, frame)
    _back(scene, back, (w, d, sh, height, lean), frame, stuff)
    for x, out in ((4, -2), (w - 4, 2)):
        leg(x, 4, out)
    if legs == "stretcher":
        limb(scene, (w - 3, 4, sh * 0.36), (w - 3, d - 4, sh * 0.36), 1.0, 1.0, frame)
        limb(scene, (3, 3, sh * 0.27), (w - 3, 3, sh * 0.27), 1.1, 1.1, frame)
    _seat(scene, seat, (w, d, sh), frame, stuff)
    if arms:
        for x in (1.5, w - 1.5):
            limb(scene, (x, 7, sh - 2), (x, 6, sh + 21), 1.4, 1.2, frame)
            tube(scene, [(x, 3, sh + 21), (x, d * 0.5, sh + 22), (x, d + 2, sh + 21)], 1.7, frame)


def _seat(
    scene: Scene, name: str, size: tuple[float, float, float], frame: Material, stuff: Material
) -> None:
    w, d, sh = size
    if name in ("cane", "rattan", "esparto", "jute"):
        box(scene, 0, 0, sh - 3, w, d, 3, frame)
        area = [(3.0, 3.0), (w - 3, 3.0), (w - 3, d - 3), (3.0, d - 3)]
        outline = scene.path([(x, y, sh + 0.1) for x, y in area])
        (cane if name == "cane" else straps)(scene.canvas, outline, stuff)
    elif stuff.wood:
        prism(scene, rounded(0, 0, w, d, 7), "z", sh - 3, sh, stuff)
        grained(scene, "z", sh, (7, 4, w - 14, d - 8), stuff)
    else:
        box(scene, 1, 1, sh - 4, w - 2, d - 2, 2, frame)
        soft(scene, -0.5, -1, sh - 3, w + 1, d + 1, 7.5, 3.6, stuff)


def _back(
    scene: Scene,
    style: str,
    size: tuple[float, float, float, float, float],
    frame: Material,
    stuff: Material,
) -> None:
    w, d, sh, top, lean = size

    def at(x: float, z: float) -> tuple[float, float, float]:
        return x, d - 4 + lean * (z - sh) / (top - sh), z

    def panel(x0: float, x1: float, z0: float, z1: float, r: float) -> list[Point]:
        return scene.path([at(x, z) for x, z in rounded(x0, z0, x1 - x0, z1 - z0, r)])

    if style in ("shell", "cloth", "curved"):
        _padded(scene, style, size, frame, stuff)
        return
    if style == "panel":
        scene.canvas.fill(panel(4, w + 2, sh + 14, top + 0.6, 9), frame.dark)
        scene.canvas.fill(panel(2, w - 1, sh + 14, top, 9), mix(frame.base, frame.light, 0.3))
        for x in (8, w - 9):
            limb(scene, at(x, sh - 2), at(x, sh + 18), 1.4, 1.4, frame)
        return
    if style == "cane":
        cane(scene.canvas, panel(6, w - 6, sh + 12, top - 3, 2), material("cane"))
        limb(scene, at(4, sh + 12), at(w - 4, sh + 12), 1.4, 1.4, frame)
    elif style == "spindles":
        for i in range(7):
            x = 7 + (w - 14) * i / 6
            limb(scene, at(x, sh - 1), at(x, top - 3), 0.75, 0.65, frame)
    elif style == "ladder":
        for z in (sh + 12, sh + 21):
            scene.canvas.fill(panel(4, w - 4, z, z + 4.5, 1), mix(frame.base, frame.light, 0.25))
    elif style == "cross":
        limb(scene, at(5, sh + 4), at(w - 5, top - 4), 1.3, 1.3, frame)
        limb(scene, at(w - 5, sh + 4), at(5, top - 4), 1.3, 1.3, frame)
    else:
        for i in range(4):
            x = 10 + (w - 23) * i / 3
            scene.canvas.fill(panel(x, x + 3, sh, top - 2, 0.3), mix(frame.base, frame.light, 0.2))
    for x in (3.5, w - 3.5):
        limb(scene, at(x, sh - 4), at(x, top), 1.8, 1.6, frame)
    bend = 3 if style == "spindles" else 0
    rail = [
        at(2 - bend, top - 1),
        at(w * 0.3, top + bend * 0.6),
        at(w * 0.7, top + bend * 0.6),
        at(w - 2 + bend, top - 1),
    ]
    tube(scene, rail, 2.4, frame)


def _padded(
    scene: Scene,
    style: str,
    size: tuple[float, float, float, float, float],
    frame: Material,
    stuff: Material,
) -> None:
    """Draw a back that wraps round the sitter."""
    w, d, sh, top, _ = size
    if style == "cloth":
        for x in (7, w - 7):
            limb(scene, (x, d - 3, sh - 3), (x, d + 1, sh + 18), 1.5, 1.3, frame)
        soft(scene, 0, d - 4, sh + 10, w, 7, top - sh - 10, 3.5, stuff)
        return
    low, cover = (sh, stuff) if style == "shell" else (sh + 14, frame)
    if style == "curved":
        for x in (5, w / 2, w - 5):
            limb(scene, (x, d - 3, sh - 3), (x, d, top - 6), 1.4, 1.2, frame)
    # The half ring behind the seat, inner side first, then its upper edge.
    bow = [(w / 2 + (w / 2 + 1) * c, d * 0.5 + (d / 2 + 3) * s) for c, s in circle(48)[0:25]]
    thin = [(w / 2 + (w / 2 + 4) * c, d * 0.5 + (d / 2 + 6) * s) for c, s in circle(48)[0:25]]
    fall = (top - low) * (0.62 if style == "shell" else 0.4)
    edge = [top - fall * (1 - s) ** 1.6 for _, s in circle(48)[0:25]]
    for i in range(24):
        light = 0.2 + 0.5 * ((bow[i][0] + bow[i + 1][0]) / 2 / w)
        if i < 9:
            scene.face(
                [
                    (*thin[i], low),
                    (*thin[i + 1], low),
                    (*thin[i + 1], edge[i + 1]),
                    (*thin[i], edge[i]),
                ],
                cover.dark,
            )
        scene.face(
            [(*bow[i], low), (*bow[i + 1], low), (*bow[i + 1], edge[i + 1]), (*bow[i], edge[i])],
            mix(cover.dark, cover.light, min(0.8, max(0.1, light))),
        )
    scene.face(
        [(*p, z) for p, z in zip(bow, edge, strict=True)]
        + [(*p, z) for p, z in zip(reversed(thin), reversed(edge), strict=True)],
        cover.light,
    )
