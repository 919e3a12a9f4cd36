"""Table china: plates, bowls, mugs, jugs, teapots and what else stands on a table."""

from __future__ import annotations

from math import cos, radians, sin

from local.demo.pictures.canvas import Canvas, Point
from local.demo.pictures.palette import Material, lit, material, mix
from local.demo.pictures.scene import Scene, circle, curve, ellipse, visible_half
from local.demo.pictures.solids import lathe, prism, taper, tube

VIEW = 30.0


def speckle(scene: Scene, radius: float, z: float, stuff: Material, count: int = 40) -> None:
    """Freckles of iron on a flat round surface."""
    for i in range(count):
        a, r = radians(i * 137.5), radius * ((i + 0.5) / count) ** 0.5
        dot = [(r * cos(a) + 0.12 * c, r * sin(a) + 0.12 * s, z) for c, s in circle(6)]
        scene.face(dot, stuff.line)


def bands(
    scene: Scene,
    profile: list[Point],
    stuff: Material,
    levels: tuple[float, ...],
    width: float = 0.35,
) -> None:
    """Painted rings round a body, at parts of its height."""
    low, high = profile[0][1], profile[-1][1]
    for part in levels:
        z = low + (high - low) * part
        near = min(profile, key=lambda p: abs(p[1] - z))
        r = near[0] + 0.02
        scene.line([(r * c, r * s, near[1]) for c, s in visible_half()], stuff.base, width)


def plate(
    canvas: Canvas,
    *,
    ware: str = "porcelain",
    rim: str = "",
    radius: float = 13.5,
    count: int = 1,
    deep: bool = False,
    motif: str = "",
    ink: str = "cobalt",
    second: str = "",
) -> None:
    """A plate, or a pile of them; `motif` is rings, leaf, dots, swirl or speckle."""
    scene = Scene(canvas, pitch=34)
    canvas.width = 0.78
    scene.floor_shadow(ellipse(0, 0, radius * 0.9, radius * 0.9), 0.4)
    rise = 3.4 if deep else 2.0
    z = 0.0
    for i in range(count):
        stuff = material(second if second and i % 2 else ware)
        profile = [(radius * 0.55, z), (radius * 0.66, z + rise * 0.35), (radius, z + rise)]
        lathe(scene, 0, 0, curve(profile, 4), stuff, inside=stuff, wall=0.5, steps=56)
        z += 1.5 if not deep else 2.0
    z -= 1.5 if not deep else 2.0
    top = material(second if second and count % 2 == 0 else ware)
    for k, height, light in ((0.735, 0.5, 0.1), (0.72, 0.45, 0.45), (0.68, 0.36, 0.74)):
        scene.face(
            [(radius * k * c, radius * k * s, z + rise * height) for c, s in circle(56)],
            lit(top, light),
        )
    if rim:
        for k in (0.985, 0.96):
            scene.line(
                [
                    (radius * k * c, radius * k * s, z + rise)
                    for c, s in [*circle(64), circle(64)[0]]
                ],
                material(rim).base,
                0.3,
            )
    _motif(scene, motif, radius, z + rise * 0.34, (top, material(ink)))


def _motif(
    scene: Scene, name: str, radius: float, z: float, stuffs: tuple[Material, Material]
) -> None:
    ware, ink = stuffs
    if name == "rings":
        for k in (0.86, 0.8, 0.3):
            level = z + (0.9 if k > 0.7 else 0)
            scene.line(
                [(radius * k * c, radius * k * s, level) for c, s in [*circle(56), circle(56)[0]]],
                ink.base,
                0.34,
            )
    elif name == "leaf":
        scene.line(
            [(-radius * 0.42, -radius * 0.2, z), (radius * 0.42, radius * 0.2, z)], ink.base, 0.3
        )
        for i in range(5):
            t = -0.34 + 0.16 * i
            for way in (-1, 1):
                x, y = radius * t, radius * t * 0.48
                tip = (x + radius * 0.16, y + way * radius * 0.24)
                scene.face(
                    [
                        (x, y, z),
                        (x + radius * 0.02, y + way * radius * 0.14, z),
                        (*tip, z),
                        (x + radius * 0.14, y + way * radius * 0.1, z),
                    ],
                    ink.base,
                )
    elif name == "dots":
        for k, n in ((0.84, 26), (0.42, 13)):
            for c, s in circle(n):
                scene.face(
                    [
                        (
                            radius * k * c + 0.42 * a,
                            radius * k * s + 0.42 * b,
                            z + (0.9 if k > 0.7 else 0),
                        )
                        for a, b in circle(12)
                    ],
                    ink.base,
                )
    elif name == "swirl":
        spiral = [
            (radius * 0.62 * t / 60 * cos(t / 4.2), radius * 0.62 * t / 60 * sin(t / 4.2), z)
            for t in range(61)
        ]
        scene.line(spiral, ink.base, 0.55)
    elif name == "speckle":
        speckle(scene, radius * 0.64, z, ware, 60)


def bowl(
    canvas: Canvas,
    *,
    ware: str = "stoneware",
    inner: str = "",
    radius: float = 8,
    height: float = 7,
    shape: str = "round",
    ring: str = "",
    count: int = 1,
    foot: bool = True,
    motif: bool = False,
) -> None:
    """A bowl, or several inside each other; round, flared, straight or wide."""
    scene = Scene(canvas, pitch=VIEW)
    canvas.width = 0.72
    stuff, within = material(ware), material(inner or ware)
    scene.floor_shadow(ellipse(0, 0, radius * 0.8, radius * 0.8), 0.4)
    shapes: dict[str, list[Point]] = {
        "round": [(0.45, 0), (0.8, 0.24), (0.97, 0.62), (1, 1)],
        "flared": [(0.3, 0), (0.5, 0.3), (0.78, 0.7), (1, 1)],
        "straight": [(0.8, 0), (0.97, 0.12), (1, 0.5), (1, 1)],
        "wide": [(0.5, 0), (0.82, 0.35), (1, 1)],
    }
    z = 0.0
    for _ in range(count):
        if foot:
            lathe(scene, 0, 0, [(radius * 0.42, z), (radius * 0.42, z + 0.8)], stuff)
        profile = curve([(r * radius, z + 0.6 + t * height) for r, t in shapes[shape]], 6)
        lathe(scene, 0, 0, profile, stuff, inside=within, wall=radius * 0.045, steps=56)
        if ring:
            bands(scene, profile, material(ring), (0.93,), radius * 0.055)
        if motif:
            bands(scene, profile, material(ring or "cobalt"), (0.7, 0.76, 0.35), 0.3)
        z += height * 0.34


def _handle(
    scene: Scene, radius: float, levels: tuple[float, float], stuff: Material, thick: float = 0.62
) -> None:
    """An ear on the right-hand side."""
    low, high = levels
    c, s = cos(radians(-20)), sin(radians(-20))
    reach = (high - low) * 0.62
    bow = curve(
        [
            (0.0, high),
            (reach * 0.85, high * 0.98 + low * 0.02),
            (reach, (low + high) / 2),
            (reach * 0.6, low + 0.15 * (high - low)),
            (-0.2, low),
        ],
        5,
    )
    tube(scene, [((radius + out) * c, (radius + out) * s, z) for out, z in bow], thick, stuff)


def mug(
    canvas: Canvas,
    *,
    ware: str = "stoneware",
    inner: str = "porcelain",
    dip: str = "",
    radius: float = 4.2,
    height: float = 9,
    shape: str = "straight",
    saucer: bool = False,
    handle: bool = True,
    ring: str = "",
    drink: str = "",
) -> None:
    """A mug or a cup; `dip` is a second glaze on its lower part."""
    scene = Scene(canvas, pitch=25)
    canvas.width = 0.6
    canvas.height = 0.52
    stuff, within = material(ware), material(inner)
    scene.floor_shadow(ellipse(0, 0, radius * 1.1, radius * 1.1), 0.4)
    z = 0.0
    if saucer:
        lathe(
            scene,
            0,
            0,
            curve([(radius, 0), (radius * 1.3, 0.4), (radius * 1.8, 1.2)], 4),
            stuff,
            inside=stuff,
            wall=0.3,
            steps=52,
        )
        z = 0.5
    shapes: dict[str, list[Point]] = {
        "straight": [(0.94, 0), (1, 0.06), (1, 1)],
        "barrel": [(0.72, 0), (0.98, 0.25), (1.04, 0.55), (0.94, 1)],
        "cup": [(0.5, 0), (0.66, 0.1), (0.95, 0.55), (1.08, 1)],
        "cone": [(0.74, 0), (0.8, 0.05), (1.04, 1)],
    }
    profile = [(r * radius, z + t * height) for r, t in shapes[shape]]
    profile = curve(profile, 6) if shape in ("barrel", "cup") else profile
    if handle:
        _handle(scene, radius * 0.94, (z + height * 0.22, z + height * 0.84), stuff, radius * 0.13)
    lathe(scene, 0, 0, profile, stuff, inside=within, wall=0.35, steps=52)
    if dip:
        cut = z + height * 0.42
        lower = [p for p in profile if p[1] < cut]
        scale = next(r for r, t in profile if t >= cut) if shape != "straight" else radius
        lathe(
            scene,
            0,
            0,
            [*((r + 0.03, t) for r, t in lower), (scale + 0.03, cut)],
            material(dip),
            steps=52,
            lid=False,
        )
    if ring:
        bands(scene, profile, material(ring), (0.9,), 0.3)
    if drink:
        r = radius * 0.9
        scene.face([(r * c, r * s, z + height * 0.9) for c, s in circle(48)], material(drink).base)
        rim = [(radius * c, radius * s, z + height) for c, s in visible_half()]
        scene.line(rim, within.light, 0.3)


def jug(
    canvas: Canvas,
    *,
    ware: str = "glaze-white",
    shape: str = "belly",
    radius: float = 7,
    height: float = 21,
    ring: str = "",
    handle: bool = True,
    inner: str = "",
    lid: str = "",
) -> None:
    """A jug, a vase or a lidded jar, by its shape and whether it has an ear."""
    scene = Scene(canvas, pitch=20)
    canvas.width = 0.56
    canvas.height = 0.64
    stuff = material(ware)
    scene.floor_shadow(ellipse(0, 0, radius, radius), 0.4)
    shapes: dict[str, list[Point]] = {
        "belly": [(0.66, 0), (1, 0.3), (0.86, 0.58), (0.5, 0.8), (0.6, 1)],
        "pitcher": [(0.8, 0), (0.98, 0.2), (0.9, 0.6), (0.66, 0.84), (0.74, 1)],
        "cylinder": [(0.96, 0), (1, 0.04), (0.98, 1)],
        "vase": [(0.5, 0), (0.9, 0.3), (1, 0.52), (0.7, 0.78), (0.34, 0.9), (0.42, 1)],
        "jar": [(0.8, 0), (1, 0.2), (1, 0.75), (0.86, 1)],
    }
    profile = curve([(r * radius, t * height) for r, t in shapes[shape]], 6)
    if handle:
        _handle(scene, radius * 0.72, (height * 0.3, height * 0.93), stuff, radius * 0.1)
    lathe(
        scene,
        0,
        0,
        profile,
        stuff,
        inside=None if lid else material(inner or ware),
        wall=0.45,
        steps=52,
    )
    if ring:
        bands(scene, profile, material(ring), (0.25, 0.31, 0.5), 0.4)
    top = profile[-1][0]
    if handle and not lid:
        lip = [
            (-top * 0.8, -top * 0.62, height),
            (-top * 1.5, -top * 0.3, height + 0.5),
            (-top * 0.9, top * 0.36, height),
            (-top * 0.72, -top * 0.6, height - 2.4),
        ]
        scene.face(lip, stuff.base)
    if lid:
        cover = material(lid)
        lathe(scene, 0, 0, [(top * 1.06, height), (top * 1.06, height + 1.2)], cover, steps=52)
        lathe(
            scene,
            0,
            0,
            curve([(0.6, height + 1.2), (1.1, height + 2.2), (0.2, height + 3)], 4),
            cover,
            steps=20,
        )


def teapot(
    canvas: Canvas,
    *,
    ware: str = "glaze-green",
    radius: float = 8,
    height: float = 12,
    knob: str = "",
    arch: str = "",
    cup: bool = False,
) -> None:
    """A teapot with an ear at its side, or an arched handle over it."""
    scene = Scene(canvas, pitch=20)
    canvas.width = 0.7
    stuff = material(ware)
    r = radius
    scene.floor_shadow(ellipse(0, 0, r, r), 0.4)
    path = curve(
        [
            (r * 0.8, height * 0.32),
            (r * 1.3, height * 0.46),
            (r * 1.5, height * 0.76),
            (r * 1.75, height * 0.92),
        ],
        5,
    )
    thick = [r * (0.36 - 0.24 * i / len(path)) for i in range(len(path))]
    taper(scene, [(-out * 0.9, -out * 0.42, z) for out, z in path], thick, stuff)
    if not arch:
        _handle(scene, r * 0.9, (height * 0.2, height * 0.86), stuff, r * 0.1)
    body = curve(
        [
            (r * 0.6, 0),
            (r * 0.98, height * 0.3),
            (r, height * 0.55),
            (r * 0.7, height * 0.88),
            (r * 0.46, height),
        ],
        6,
    )
    lathe(scene, 0, 0, body, stuff, steps=52)
    lathe(
        scene,
        0,
        0,
        curve([(r * 0.5, height), (r * 0.44, height + 0.7), (0.3, height + 1.5)], 4),
        stuff,
    )
    lathe(
        scene,
        0,
        0,
        curve([(0.5, height + 1.2), (1.1, height + 2.2), (0.2, height + 3.1)], 4),
        material(knob or ware),
        steps=20,
    )
    if arch:
        bow = [(r * 0.82 * c, 0.0, height * 0.8 + r * 1.15 * s) for c, s in circle(40)[0:21]]
        tube(scene, bow, r * 0.07, material(arch))
    if cup:
        lathe(
            scene,
            r * 1.5,
            -r * 1.3,
            curve([(1.6, 0), (2.9, 1.6), (3.2, 4.4)], 5),
            stuff,
            inside=material("porcelain"),
            wall=0.3,
        )


def oval_dish(
    canvas: Canvas,
    *,
    ware: str = "glaze-blue",
    inner: str = "cream",
    width: float = 34,
    depth: float = 22,
    height: float = 6,
    ears: bool = True,
    straight: bool = False,
) -> None:
    """A dish for the oven or the table."""
    scene = Scene(canvas, pitch=33)
    canvas.width = 0.78
    stuff, within = material(ware), material(inner)
    rx, ry = width / 2, depth / 2
    scene.floor_shadow(ellipse(0, 0, rx * 0.95, ry * 0.95), 0.4)

    def ring(k: float) -> list[Point]:
        if not straight:
            return ellipse(0, 0, rx * k, ry * k, 64)
        return [(rx * k * _corner(c), ry * k * _corner(s)) for c, s in circle(64)]

    if ears:
        for way in (-1, 1):
            ear = [(way * rx * 0.96 + way * 3.2 * c, 4.4 * s) for c, s in circle(28)]
            prism(scene, ear, "z", height - 1.2, height - 0.1, stuff)
    prism(scene, ring(0.92), "z", 0, 1, stuff)
    prism(scene, ring(1), "z", 1, height, stuff)
    scene.face([(*p, height) for p in ring(1)], lit(stuff, 0.8))
    scene.face([(*p, height) for p in ring(0.93)], lit(within, 0.1))
    lift = height * 0.5
    scene.face(
        [(x + 0.4, y + lift * 0.55, height - lift * 0.6) for x, y in ring(0.82)], lit(within, 0.6)
    )


def _corner(value: float) -> float:
    """Pull a circle's coordinate outwards, so that it becomes a square with soft corners."""
    return float((1 if value >= 0 else -1) * abs(value) ** 0.5)


def cake_stand(
    canvas: Canvas,
    *,
    ware: str = "porcelain",
    wood: str = "",
    radius: float = 14,
    height: float = 11,
    dome: bool = False,
) -> None:
    """A cake stand, with a glass cover or without."""
    scene = Scene(canvas, pitch=23)
    canvas.width = 0.72
    stuff, board = material(ware), material(wood or ware)
    scene.floor_shadow(ellipse(0, 0, radius * 0.7, radius * 0.7), 0.4)
    lathe(
        scene,
        0,
        0,
        curve(
            [
                (radius * 0.5, 0),
                (radius * 0.3, 1.4),
                (radius * 0.12, height * 0.5),
                (radius * 0.3, height),
            ],
            5,
        ),
        stuff,
    )
    lathe(scene, 0, 0, [(radius, height), (radius, height + 1.2)], board, steps=56)
    if dome:
        r = radius * 0.84
        ring = [scene.at(r * c, r * s, height + 1.2) for c, s in visible_half(31, 30)]
        arc = [
            scene.at(
                r * cos(radians(31)) * cos(radians(a)),
                r * sin(radians(31)) * cos(radians(a)),
                height + 1.2 + r * 1.05 * sin(radians(a)),
            )
            for a in range(0, 181, 6)
        ]
        canvas.fill([*ring, *arc], mix(material("clear").base, (255, 255, 255), 0.4), 90)
        canvas.stroke([*ring], (255, 255, 255), 0.25)
        canvas.stroke(arc[18:27], (255, 255, 255), 0.7)
        lathe(
            scene,
            0,
            0,
            curve(
                [
                    (0.6, height + 1 + r * 1.05),
                    (1.4, height + 2.4 + r * 1.05),
                    (0.3, height + 3.6 + r * 1.05),
                ],
                4,
            ),
            material("clear"),
            steps=20,
        )
