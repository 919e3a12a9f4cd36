"""Cloth in piles: throws, towels and bed linen."""

from __future__ import annotations

from demo.pictures.drawing.canvas import Canvas, Clip, Stroke
from demo.pictures.drawing.palette import Material, material
from demo.pictures.drawing.patterns import cloth
from demo.pictures.drawing.scene import Scene, rounded
from demo.pictures.drawing.upholstery import soft


def folded(
    canvas: Canvas,
    *,
    base: str = "wool",
    second: str = "",
    ink: str = "charcoal",
    pattern: str = "plain",
    count: int = 6,
    items: int = 1,
    layers: int = 3,
    width: float = 46,
    depth: float = 34,
    thick: float = 4.2,
    fringe: bool = False,
    ribbon: str = "",
    pillow: str = "",
    border: str = "",
    waffle: bool = False,
) -> None:
    """Draw a pile of folded cloth: one throw, a set of towels or of bed linen.

    `second` is the colour of every other piece, `border` a woven band near the fold.
    """
    scene = Scene(canvas, yaw=32, pitch=26)
    canvas.width = 0.74
    w, d = width, depth
    scene.floor_shadow([(0, 0), (w, 0), (w, d), (0, d)], 0.36)
    z = 0.0
    for item in range(items):
        stuff = material(second if second and item % 2 else base)
        inset = 0.9 * (item % 2)
        for layer in range(layers):
            # The folds lie to the front: each is a roll, the open edges show at the side.
            soft(scene, inset, inset, z, w - 2 * inset, d - 2 * inset, thick, thick / 2, stuff)
            if layer:
                scene.line([(w - inset, inset + 2, z), (w - inset, d - 3, z)], stuff.line, 0.35)
            z += thick * 0.93
        if border:
            _band(scene, (w, d, z + thick * 0.07), material(border), inset)
        z += 0.5
    z -= 0.5
    top = z + thick * 0.07
    stuff = material(second if second and items % 2 == 0 else base)
    if pattern != "plain" or waffle:
        _on_top(
            scene,
            (w, d, top),
            pattern if not waffle else "grid",
            (material(ink).base if not waffle else stuff.dark, stuff.line),
            count,
        )
    if fringe:
        for i in range(int(w / 1.1)):
            x = 1.2 + i * 1.1
            if x < w - 1:
                scene.line([(x, 0.2, thick), (x + 0.3 * (-1) ** i, -1.4, -1.6)], stuff.light, 0.55)
    if ribbon:
        _ribbon(scene, (w, d, top), material(ribbon))
    if pillow:
        soft(scene, 1, 2, top - 0.6, w - 2, d - 4, 12, 6, material(pillow))


def _on_top(
    scene: Scene,
    size: tuple[float, float, float],
    pattern: str,
    inks: tuple[tuple[int, int, int], tuple[int, int, int]],
    count: int,
) -> None:
    """Lay a flat pattern on the top of the pile and over its front fold."""
    w, d, z = size
    flat = Canvas()
    cloth(flat, (0, 0, w - 3, d - 3), pattern, inks, count)
    outline = scene.path([(x, y, z) for x, y in rounded(1.2, 1.2, w - 2.4, d - 2.4, 1.5)])
    sheet = scene.canvas.clip(outline)
    for shape in flat.shapes:
        if isinstance(shape, Clip):
            continue
        points = scene.path([(1.5 + x, d - 1.5 - y, z) for x, y in shape.points])
        if isinstance(shape, Stroke):
            sheet.stroke(points, shape.colour, shape.width)
        else:
            sheet.fill(points, shape.colour, shape.alpha)


def _band(scene: Scene, size: tuple[float, float, float], stuff: Material, inset: float) -> None:
    w, _d, z = size
    for y, wide in ((4.0, 2.4), (7.6, 0.7)):
        scene.face(
            [
                (inset + 0.8, y, z),
                (w - inset - 0.8, y, z),
                (w - inset - 0.8, y + wide, z),
                (inset + 0.8, y + wide, z),
            ],
            stuff.base,
        )


def _ribbon(scene: Scene, size: tuple[float, float, float], stuff: Material) -> None:
    w, d, z = size
    x = w * 0.46
    scene.face(
        [(x, -0.3, 0.4), (x + 2.6, -0.3, 0.4), (x + 2.6, -0.3, z - 1.2), (x, -0.3, z - 1.2)],
        stuff.base,
    )
    scene.face(
        [
            (x, -0.3, z - 1.2),
            (x + 2.6, -0.3, z - 1.2),
            (x + 2.6, 1.2, z + 0.2),
            (x + 2.6, d, z + 0.1),
            (x, d, z + 0.1),
            (x, 1.2, z + 0.2),
        ],
        stuff.light,
    )
    for way in (-1, 1):
        loop = [
            (x + 1.3, d * 0.4, z),
            (x + 1.3 + way * 6, d * 0.4 - 2, z + 2.4),
            (x + 1.3 + way * 6.4, d * 0.4 + 3, z + 1),
            (x + 1.3, d * 0.4, z),
        ]
        scene.line(loop, stuff.base, 0.9)
