"""A row of the file on its way into the shop."""

from dataclasses import dataclass

from tienda.catalog.v1 import product_pb2

MAX_STOCK = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RowFault:
    """One field of a row that is wrong, and why, in English."""

    field: str
    description: str


@dataclass(frozen=True, slots=True)
class Row:
    """A product as the file has it, or what is wrong with its row."""

    number: int
    """Of the line that it begins on."""
    draft: product_pb2.ProductDraft
    stock: int | None = None
    faults: tuple[RowFault, ...] = ()


def refused(number: int, *faults: RowFault) -> Row:
    """Return a row that is not sent."""
    return Row(number, product_pb2.ProductDraft(), faults=faults)
