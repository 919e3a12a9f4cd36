"""Cushions and everything that is folded or hung: throws, towels and bed linen."""

from __future__ import annotations

from math import pi, sin

from local.demo.pictures.canvas import Canvas, Clip, Point, Stroke
from local.demo.pictures.palette import Material, material, mix
from local.demo.pictures.patterns import cloth, rect
from local.demo.pictures.scene import Scene, circle, ellipse, rounded
from local.demo.pictures.solids import lathe, limb, prism, soft


def _pillow(w: float, h: float, pinch: float) -> list[Point]:
    """The outline of a filled cushion: its sides hollow a little between the corners."""
    points: list[Point] = []
    corners = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))
    inward = ((0, 1), (-1, 0), (0, -1), (1, 0))
    for (x0, y0), (x1, y1), (nx, ny) in zip(
        corners, [*corners[1:], corners[0]], inward, strict=True
    ):
        for i in range(18):
            t = i / 18
            deep = pinch * sin(pi * t) ** 0.7
            points.append((x0 + (x1 - x0) * t + nx * deep, y0 + (y1 - y0) * t + ny * deep))
    return points


def cushion(
    canvas: Canvas,
    *,
    base: str = "sage",
    ink: str = "ecru",
    second: str = "ecru",
    pattern: str = "plain",
    count: int = 6,
    width: float = 50,
    height: float = 50,
    trim: str = "",
    trim_cloth: str = "",
    shape: str = "square",
    buttons: int = 0,
) -> None:
    """A cushion seen from the front; `trim` is piping, tassels, fringe or frill."""
    canvas.width, canvas.height = 0.7, 0.6
    stuff, edging = material(base), material(trim_cloth or ink)
    w, h = width, height
    outline = (
        ellipse(w / 2, h / 2, w / 2, h / 2, 72)
        if shape == "round"
        else _pillow(w, h, min(w, h) * 0.055)
    )
    canvas.shadow(
        [(w * 0.08, h * 0.86), (w * 1.0, h * 0.86), (w * 1.03, h * 1.05), (w * 0.05, h * 1.05)],
        0.42,
    )
    canvas.drop(outline, w * 0.02, 0.2)
    _trim(canvas, outline, (w, h), trim, edging)
    canvas.fill(outline, stuff.base)
    sheet = canvas.clip(outline)
    # On plain cloth the filling shows as a gentle swell of light.
    for k in range(12 if pattern == "plain" else 0):
        swell = 0.5 * (1 - k / 12)
        sheet.fill(
            ellipse(w * 0.42, h * 0.4, w * swell, h * swell, 72),
            mix(stuff.base, stuff.light, (k + 1) / 14),
        )
    cloth(sheet, (0, 0, w, h), pattern, (material(ink).base, material(second).base), count)
    # Filling: light from the upper left, and shade that gathers to the lower right.
    if shape == "round":
        away = ellipse(w * 0.4, h * 0.4, w * 0.56, h * 0.56, 72)
    else:
        away = [(x - w * 0.06, y - h * 0.07) for x, y in outline]
    corner, *others = rect(-w, -h, 3 * w, 3 * h)
    shade = [corner, *reversed(others), corner, *away, away[0]]
    sheet.fill(shade, stuff.line, 70)
    if shape == "square" and not buttons:
        for x, y, dx, dy in ((0, 0, 1, 1), (w, 0, -1, 1), (0, h, 1, -1), (w, h, -1, -1)):
            sheet.stroke(
                [(x + dx * w * 0.03, y + dy * h * 0.04), (x + dx * w * 0.15, y + dy * h * 0.13)],
                stuff.dark,
                0.5,
            )
    if trim == "piping":
        canvas.stroke([*outline, outline[0]], edging.base, w * 0.018)
    for i in range(buttons):
        x = w * (i + 0.5) / buttons
        canvas.fill(ellipse(x + 0.4, h / 2 + 0.5, w * 0.026, w * 0.026, 24), stuff.line)
        canvas.fill(ellipse(x, h / 2, w * 0.024, w * 0.024, 24), stuff.light)


def _trim(canvas: Canvas, outline: list[Point], size: Point, trim: str, edging: Material) -> None:
    w, h = size
    if trim == "tassels":
        for x, y, dx, dy in ((0, 0, -1, -1), (w, 0, 1, -1), (0, h, -1, 1), (w, h, 1, 1)):
            for k in (-0.5, 0.0, 0.5):
                canvas.stroke(
                    [(x, y), (x + dx * 4 + k * 2, y + dy * 4 - k * dx * dy * 2)], edging.base, 0.9
                )
            canvas.fill(ellipse(x + dx, y + dy, 1.2, 1.2, 20), edging.dark)
    elif trim in ("fringe", "frill"):
        reach = 3.2 if trim == "fringe" else 2.6
        ring: list[Point] = []
        for i, (x, y) in enumerate(outline):
            ax, ay = (x - w / 2) / (w / 2), (y - h / 2) / (h / 2)
            size_now = (ax * ax + ay * ay) ** 0.5
            tip = (x + ax / size_now * reach, y + ay / size_now * reach)
            if trim == "fringe":
                canvas.stroke([(x, y), tip], edging.base, 0.7)
            wave = 1 if i % 3 else 0.55
            ring.append((x + (tip[0] - x) * wave, y + (tip[1] - y) * wave))
        if trim == "frill":
            canvas.fill(ring, edging.base)


def bolster(
    canvas: Canvas,
    *,
    base: str = "terracotta",
    end: str = "",
    width: float = 60,
    radius: float = 10,
    rings: int = 2,
) -> None:
    """A round bolster that lies on its side."""
    scene = Scene(canvas, yaw=32, pitch=18)
    canvas.width = 0.72
    stuff, cap = material(base), material(end or base)
    r = radius
    scene.floor_shadow([(0, -r), (width, -r), (width, r), (0, r)])
    ring = [(r * c, r + r * s) for c, s in circle(48)]
    prism(scene, ring, "x", 0, width, stuff)
    for i in range(rings):
        for x in (4 + i * 2.4, width - 4 - i * 2.4):
            scene.line([(x, y, z) for y, z in ring[14:44]], cap.dark, 0.5)
    scene.face([(width, y, z) for y, z in ring], cap.dark)
    for k in (0.66, 0.36):
        scene.line(
            [(width, k * r * c, r + k * r * s) for c, s in [*circle(32), (1.0, 0.0)]],
            mix(cap.dark, cap.line, 0.5),
            0.4,
        )
    scene.face([(width, 1.3 * c, r + 1.3 * s) for c, s in circle(20)], cap.light)


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
    """A pile of folded cloth: one throw, a set of towels or of bed linen.

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
        soft(scene, 1, 2, top - 0.6, w - 2, d - 4, 12, 6, material(pillow), quarter=6)


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


def hung(
    canvas: Canvas,
    *,
    base: str = "ecru",
    ink: str = "blue",
    second: str = "clay",
    pattern: str = "stripes",
    count: int = 6,
    width: float = 60,
    length: float = 92,
    rail: str = "oak",
    fringe: bool = False,
    style: str = "rail",
    bands: bool = False,
) -> None:
    """Cloth that hangs over a rail, or from a peg by a loop."""
    canvas.width, canvas.height = 0.66, 0.74
    stuff, bar = material(base), material(rail)
    inks = (material(ink).base, material(second).base)
    w, h = width, length
    wave = [0.8 * sin(i / 24 * pi * 5) for i in range(25)]
    bottom = [(w - w * i / 24, h + wave[i]) for i in range(25)]
    outline: list[Point] = [(0.0, 0.0), (w, 0.0), *bottom]
    if style == "peg":
        outline = [
            (w * 0.5 - 2, -16.0),
            (w * 0.5 + 2, -16.0),
            (w * 0.8, -2.0),
            (w * 0.86, 6),
            *[(w * 0.9 - w * 0.8 * i / 24, h + wave[i]) for i in range(25)],
            (w * 0.14, 6),
            (w * 0.2, -2.0),
        ]
    canvas.drop(outline, w * 0.035, 0.3)
    if fringe:
        for i in range(int(w / 1.8)):
            x = 1 + i * 1.8
            canvas.stroke([(x, h - 1), (x + 0.4 * (-1) ** i, h + 6)], stuff.base, 0.9)
    canvas.fill(outline, stuff.base)
    sheet = canvas.clip(outline)
    if bands:
        for t in (0.84, 0.89, 0.915):
            sheet.fill(rect(0, h * t, w, h * (0.035 if t == 0.84 else 0.01)), inks[0])
    cloth(sheet, (0, -17, w, h + 19), pattern, inks, count)
    folds = ((0.2, 0.05), (0.47, 0.04), (0.78, 0.06))
    for t, wide in folds:
        if style == "peg":
            sheet.fill(
                [
                    (w * 0.5, -15),
                    (w * (0.12 + t * 0.78), h + 3),
                    (w * (0.12 + t * 0.78 + wide * 2), h + 3),
                ],
                stuff.line,
                60,
            )
        else:
            sheet.fill(rect(w * t, -1, w * wide, h + 4), stuff.line, 34)
            sheet.fill(rect(w * (t - 0.06), -1, w * 0.05, h + 4), (255, 252, 242), 40)
    if style == "peg":
        canvas.fill(ellipse(w / 2, -17, 4.4, 4.4, 32), bar.dark)
        canvas.fill(ellipse(w / 2 - 0.5, -17.5, 3.7, 3.7, 32), bar.light)
        return
    sheet.fill(rect(0, 0, w, 3), stuff.light, 120)
    scene = Scene(canvas, yaw=0, pitch=0)
    limb(scene, (-9, 0, 1.2), (w + 9, 0, 1.2), 2.1, 2.1, bar)
    for x in (-9.0, w + 9):
        lathe(scene, x, 0, [(0.1, -1.6), (3, -1.4), (3, 3.8), (0.1, 4)], bar, steps=20)
    sheet = canvas.clip(rect(0, -3, w, 5))
    sheet.fill(rounded(0, -1.2 - 2.1, w, 6, 1.4), stuff.base)
    cloth(sheet, (0, -17, w, h + 19), pattern, inks, count)
    sheet.fill(rect(0, -3.2, w, 1.8), stuff.light, 130)
