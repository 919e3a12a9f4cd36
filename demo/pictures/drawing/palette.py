"""The colours of the house: materials with the tones that light gives them, and backdrops."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

# Every shadow leans to plum and every light to cream: one sun for the whole catalogue.
SHADE: Colour = (50, 36, 56)
SUN: Colour = (255, 249, 236)

WOODS = {
    "oak": "#c99a63",
    "smoked-oak": "#8a6544",
    "walnut": "#7d5138",
    "pine": "#dfb67c",
    "beech": "#d8a878",
    "ash": "#dcc4a0",
    "teak": "#a8703f",
    "acacia": "#93592f",
    "olive": "#b58a4f",
    "cherry": "#a9603f",
    "birch": "#e6cfa8",
    "bamboo": "#d9b56c",
    "mango": "#a8784a",
    "ebony": "#3d3431",
    "elm": "#b98a5e",
    "white-oak": "#e2d3ba",
    "blue-wood": "#5d7c8f",
    "green-wood": "#6f8468",
    "white-wood": "#f1ece3",
    "grey-wood": "#a39d95",
    "red-wood": "#a4493d",
}
METALS = {
    "black": "#35333a",
    "brass": "#c99f4a",
    "steel": "#b9bdc2",
    "copper": "#c07a50",
    "white-metal": "#efece6",
    "bronze": "#7b5c3e",
    "graphite": "#55565e",
    "iron": "#45434a",
    "gold": "#d9b45b",
    "green-metal": "#5f7a64",
    "red-metal": "#b4483c",
    "blue-metal": "#476a86",
    "cream-metal": "#eadfc6",
    "mustard-metal": "#d6a23a",
    "rose-metal": "#d7a197",
}
CLOTHS = {
    "linen": "#dccfb9",
    "ecru": "#ece2cf",
    "white": "#f6f2eb",
    "sand": "#d6bd98",
    "camel": "#bd8a57",
    "terracotta": "#c06a45",
    "rust": "#a6512f",
    "mustard": "#d5a136",
    "olive-green": "#7c7f4b",
    "sage": "#9dac8f",
    "green": "#3f6b52",
    "forest": "#2f4f3e",
    "petrol": "#2c5b66",
    "teal": "#4b8a8a",
    "blue": "#4a6f96",
    "navy": "#2f3f5c",
    "sky": "#9fbccd",
    "indigo": "#45507f",
    "lavender": "#a79bbd",
    "plum": "#6f4460",
    "rose": "#d9a79c",
    "blush": "#e8cbbf",
    "burgundy": "#7b3039",
    "red": "#b8433a",
    "coral": "#dd7d62",
    "grey": "#9b9a9a",
    "light-grey": "#cdcbc7",
    "charcoal": "#4b4a50",
    "brown": "#7a563f",
    "tan": "#b07b4c",
    "stone": "#b9ae9e",
    "mint": "#b9d3c2",
    "yellow": "#e7c65c",
    "jute": "#c2a070",
    "wool": "#e7dcc8",
    "cognac": "#9c5a30",
    "peach": "#edb893",
    "aqua": "#8fc0bd",
    "orange": "#d9823b",
    "ink": "#2b2c3a",
}
WARES = {
    "porcelain": "#f7f4ee",
    "cream": "#efe4cd",
    "stoneware": "#cbbda6",
    "speckled": "#e4d9c6",
    "clay": "#bd7650",
    "glaze-blue": "#3f6f95",
    "glaze-green": "#6d9379",
    "celadon": "#a9c4b2",
    "glaze-yellow": "#e0b548",
    "glaze-black": "#3a3a40",
    "glaze-white": "#f3eee3",
    "cobalt": "#2f4f94",
    "enamel-white": "#f6f3ec",
    "enamel-red": "#b63a33",
    "enamel-blue": "#335f86",
    "enamel-green": "#55785a",
    "enamel-cream": "#efe2c2",
    "cast-iron": "#3c3c41",
    "marble": "#e9e5df",
    "slate": "#55595f",
    "terrazzo": "#e2d8cb",
    "travertine": "#dccbb0",
    "rattan": "#c9975a",
    "wicker": "#b98850",
    "cane": "#dcb982",
    "cork": "#bf9263",
    "paper": "#f7efdc",
    "opal": "#fbf3e0",
    "plaster": "#e9e1d6",
    "concrete": "#a9a6a1",
    "esparto": "#c4a564",
    "silicone": "#c96f5c",
    "granite": "#4f4f55",
    "green-marble": "#587a68",
    "amber": "#d79a45",
    "smoke": "#7b7672",
    "clear": "#e9f2f1",
    "sea": "#8fb9b4",
    "rose-glass": "#dfaaa2",
    "leaf": "#9dbb7c",
    "night": "#4a5f84",
}
COLOURS: dict[str, str] = WOODS | METALS | CLOTHS | WARES

# Backdrops are kept middling light, so that white china still stands out from them.
TINTS = {
    "sand": "#e3d5c0",
    "sage": "#cfd6c5",
    "mist": "#cbd6dc",
    "blush": "#e6d0c5",
    "straw": "#e6d9b3",
    "clay": "#ddbfa9",
    "lilac": "#d6d0dc",
    "stone": "#d8d3ca",
    "sea": "#c4d7d3",
    "dusk": "#b9bfcc",
    "rose": "#e2c6c2",
    "olive": "#cbc9ab",
}


@dataclass(frozen=True, slots=True)
class Material:
    """One colour as the light shows it: lit, plain, turned away, and drawn as a thin line."""

    light: Colour
    base: Colour
    dark: Colour
    line: Colour
    wood: bool = False


def rgb(code: str) -> Colour:
    """`#rrggbb` as three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(a: Colour, b: Colour, part: float) -> Colour:
    """Return `a` with the given part (0..1) of `b`."""
    return (
        round(a[0] + (b[0] - a[0]) * part),
        round(a[1] + (b[1] - a[1]) * part),
        round(a[2] + (b[2] - a[2]) * part),
    )


@lru_cache(maxsize=256)
def material(name: str) -> Material:
    """Return the material of that name. Raise KeyError when the palette has none."""
    base = rgb(COLOURS[name])
    return Material(
        light=mix(base, SUN, 0.24),
        base=base,
        dark=mix(base, SHADE, 0.3),
        line=mix(base, SHADE, 0.45),
        wood=name in WOODS,
    )


@lru_cache(maxsize=32)
def tint(name: str) -> Colour:
    """Return the backdrop of that name. Raise KeyError when the palette has none."""
    return rgb(TINTS[name])


@lru_cache(maxsize=4096)
def lit(stuff: Material, light: float) -> Colour:
    """Return the material under a light of -0.4 (turned away) to 0.8 (facing the sun)."""
    if light >= 0.5:
        return mix(stuff.base, stuff.light, min(1.0, (light - 0.5) / 0.3))
    return mix(stuff.base, stuff.dark, min(1.0, (0.5 - light) / 0.85))
