"""The patterns of cloth by name."""

from __future__ import annotations

from collections.abc import Callable

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.geometry import (
    Area,
    Inks,
    checks,
    diamonds,
    gingham,
    grid,
    pinstripes,
    quilt,
    ribs,
    stripes,
    zigzag,
)
from demo.pictures.drawing.motifs import arches, blocks, brush, cable, dots, kilim, leaves

PATTERNS: dict[str, Callable[[Canvas, Area, Inks, int], None]] = {
    "stripes": stripes,
    "pinstripes": pinstripes,
    "checks": checks,
    "gingham": gingham,
    "grid": grid,
    "diamonds": diamonds,
    "zigzag": zigzag,
    "kilim": kilim,
    "dots": dots,
    "leaves": leaves,
    "arches": arches,
    "brush": brush,
    "blocks": blocks,
    "ribs": ribs,
    "cable": cable,
    "quilt": quilt,
    "upright": lambda canvas, area, inks, count: stripes(canvas, area, inks, count, upright=True),
}


def cloth(canvas: Canvas, area: Area, pattern: str, inks: Inks, count: int) -> None:
    """Draw a pattern by name; plain cloth has none."""
    if pattern != "plain":
        PATTERNS[pattern](canvas, area, inks, count)
