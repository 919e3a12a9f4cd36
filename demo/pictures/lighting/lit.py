"""What lamps have in common: lit shades and globes."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.palette import Material, mix
from demo.pictures.drawing.scene import Place, Scene, curve
from demo.pictures.drawing.turning import lathe
from demo.pictures.drawing.weave import basket

WARM = (255, 226, 160)


def shade(
    scene: Scene, at: Place, size: tuple[float, float, float], cloth: Material, style: str = "cone"
) -> None:
    """Draw a lit shade with its lower middle at a place; size: lower and upper radius, height."""
    x, y, z = at
    low, high, tall = size
    glow = Material(
        mix(cloth.light, WARM, 0.45),
        mix(cloth.base, WARM, 0.3),
        mix(cloth.dark, WARM, 0.16),
        cloth.line,
    )
    if style == "dome":
        profile = [
            (low * cos(a), z + tall * sin(a)) for a in (radians(5 + 80 * i / 10) for i in range(11))
        ]
    elif style == "empire":
        profile = curve([(low, z), (low * 0.62, z + tall * 0.45), (high, z + tall)], 5)
    else:
        profile = [(low, z), (high, z + tall)]
    lathe(scene, x, y, profile, glow, inside=None if style == "dome" else glow, wall=0.5)
    if style == "pleated":
        for i in range(28):
            c, s = cos(radians(180 + 29 + i * 6.7)), sin(radians(180 + 29 + i * 6.7))
            scene.line(
                [(x + low * c, y + low * s, z), (x + high * c, y + high * s, z + tall)],
                glow.dark,
                0.35,
            )
    if style == "woven":
        basket(scene, profile, glow, x, y, every=3.4)


def globe(scene: Scene, at: Place, r: float, stuff: Material) -> None:
    """Draw a round lit glass, its centre at a place."""
    x, y, z = at
    glow = Material(
        mix(stuff.light, (255, 255, 250), 0.7),
        mix(stuff.base, WARM, 0.25),
        mix(stuff.base, (214, 176, 120), 0.4),
        stuff.line,
    )
    turned = [
        (max(0.05, r * cos(a)), z + r * sin(a))
        for a in (radians(-88 + 176 * i / 20) for i in range(21))
    ]
    lathe(scene, x, y, turned, glow, lid=False)
