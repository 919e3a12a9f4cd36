"""The pictures of the demo catalogue, drawn from a few parameters each."""

from demo.pictures.kinds import draw
from demo.pictures.spec import Picture, load_specs

__all__ = ["Picture", "draw", "load_specs"]
