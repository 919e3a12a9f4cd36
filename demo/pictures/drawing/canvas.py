"""A list of shapes in free units, painted at the end at whatever size makes them fit the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from demo.pictures.drawing.palette import Colour

Point = tuple[float, float]


@dataclass(slots=True)
class Fill:
    """A filled outline."""

    points: Sequence[Point]
    colour: Colour
    alpha: int = 255


@dataclass(slots=True)
class Stroke:
    """A line through points, of a width in the same units as the points."""

    points: Sequence[Point]
    colour: Colour
    width: float


@dataclass(slots=True)
class Clip:
    """Shapes that show only inside an outline."""

    outline: Sequence[Point]
    inner: Canvas


@dataclass(slots=True)
class Glow:
    """A round haze of light behind everything."""

    centre: Point
    radius: float
    colour: Colour
    strength: float


Shape = Fill | Stroke | Clip


@dataclass(slots=True)
class Canvas:
    """What to paint, back to front; x grows to the right and y downwards.

    `width` and `height` say which part of the page the drawing may take at most, `top` whether it
    hangs from the upper edge, and `blur` how soft its shadows are.
    """

    shapes: list[Shape] = field(default_factory=list)
    shadows: list[tuple[Sequence[Point], float]] = field(default_factory=list)
    glows: list[Glow] = field(default_factory=list)
    width: float = 0.84
    height: float = 0.72
    top: bool = False
    blur: float = 1.0

    def fill(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Paint an outline."""
        self.shapes.append(Fill(points, colour, alpha))

    def stroke(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Paint a line."""
        self.shapes.append(Stroke(points, colour, width))

    def clip(self, outline: Sequence[Point]) -> Canvas:
        """Draw a canvas whose shapes will show only inside the outline."""
        inner = Canvas()
        self.shapes.append(Clip(outline, inner))
        return inner

    def shadow(self, points: Sequence[Point], strength: float = 0.3) -> None:
        """Let an outline darken the backdrop, softly."""
        self.shadows.append((points, strength))

    def drop(self, points: Iterable[Point], offset: float, strength: float = 0.34) -> None:
        """Draw the shadow of something that lies flat: its own outline, a little down and right."""
        moved = [(x + offset * 0.7, y + offset) for x, y in points]
        self.shadow(moved, strength)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float) -> None:
        """Let a lamp light the backdrop."""
        self.glows.append(Glow(centre, radius, colour, strength))

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that is painted."""
        xs: list[float] = []
        ys: list[float] = []
        for shape in self.shapes:
            points = shape.outline if isinstance(shape, Clip) else shape.points
            margin = shape.width / 2 if isinstance(shape, Stroke) else 0.0
            across, down = zip(*points, strict=True)
            xs += [min(across) - margin, max(across) + margin]
            ys += [min(down) - margin, max(down) + margin]
        return min(xs), min(ys), max(xs), max(ys)
