"""A row of the file on its way into the shop."""

from dataclasses import dataclass

from chassis.errors import Violation
from tienda.catalog.v1 import product_pb2

MAX_STOCK = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A product as the file has it, or what is wrong with its row."""

    number: int
    """Of the line that it begins on."""
    draft: product_pb2.ProductDraft
    stock: int | None = None
    faults: tuple[Violation, ...] = ()


def refused(number: int, *faults: Violation) -> Row:
    """A row that is not sent."""
    return Row(number, product_pb2.ProductDraft(), faults=faults)
