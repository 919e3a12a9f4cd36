"""Tools laid flat on the page, at a slant."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas, Point


class Sheet:
    """A canvas with a turn: tools are drawn upright, points up, and laid down at a slant."""

    def __init__(self, canvas: Canvas, turn: float, x: float = 0, y: float = 0) -> None:
        self.canvas, self.x, self.y = canvas, x, y
        self.cos, self.sin = cos(radians(turn)), sin(radians(turn))

    def lay(self, points: list[Point]) -> list[Point]:
        """Return the points, turned and moved."""
        return [
            (self.x + x * self.cos - y * self.sin, self.y + x * self.sin + y * self.cos)
            for x, y in points
        ]

    def fill(self, points: list[Point], colour: tuple[int, int, int], drop: float = 0) -> None:
        """Paint an outline, with its shadow if it lies that high."""
        laid = self.lay(points)
        if drop:
            self.canvas.drop(laid, drop, 0.3)
        self.canvas.fill(laid, colour)

    def stroke(self, points: list[Point], colour: tuple[int, int, int], width: float) -> None:
        """Paint a line."""
        self.canvas.stroke(self.lay(points), colour, width)
