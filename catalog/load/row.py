"""A row of the imported file, and its faults."""

from dataclasses import dataclass

from tienda.catalog.v1 import product_pb2

MAX_STOCK = 1_000_000_000
"""Units of one product."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """An invalid field, and why it is invalid, in English."""

    field: str
    description: str
    of_service: bool = False
    """Whether `field` is the path of the service's message, not the name in the file."""


@dataclass(frozen=True, slots=True)
class Row:
    """A product of the file, or the faults of its row."""

    number: int
    """The line that the row begins on."""
    draft: product_pb2.ProductDraft
    stock: int | None = None
    faults: tuple[RowFault, ...] = ()
    had_html: bool = False
    """Whether a description was HTML in the file; it is plain text in the draft."""


def rejected_row(number: int, *faults: RowFault) -> Row:
    """Return a row that is reported and not sent."""
    return Row(number, product_pb2.ProductDraft(), faults=faults)
