"""A row of the file."""

from dataclasses import dataclass

from tienda.catalog.v1 import product_pb2

MAX_STOCK = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RowFault:
    """A field that is not valid, and why, in English."""

    field: str
    description: str


@dataclass(frozen=True, slots=True)
class Row:
    """A product of the file, or what is wrong with its row."""

    number: int
    """Of the line that the row begins on."""
    draft: product_pb2.ProductDraft
    stock: int | None = None
    faults: tuple[RowFault, ...] = ()


def rejected_row(number: int, *faults: RowFault) -> Row:
    """Return a row that is not to be sent."""
    return Row(number, product_pb2.ProductDraft(), faults=faults)
