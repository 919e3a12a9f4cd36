"""The pictures of the demo catalogue, drawn from a few parameters each."""

from local.demo.pictures.drawing import draw
from local.demo.pictures.spec import Picture, load_specs

__all__ = ["Picture", "draw", "load_specs"]
