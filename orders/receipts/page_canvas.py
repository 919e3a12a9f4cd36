"""Draws on A4 pages: text at a position, aligned left or right, and thin rules."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

from reportlab.pdfgen.canvas import Canvas

from orders.receipts.fonts import Typeface

WIDTH, HEIGHT = 595.28, 841.89
"""The size of an A4 page in points."""
LEFT, RIGHT = 56.0, WIDTH - 56.0

BLACK = (0.11, 0.11, 0.12)
GREY = (0.42, 0.42, 0.44)
_LIGHT_GREY = (0.82, 0.82, 0.83)

Colour = tuple[float, float, float]
"""A colour as red, green and blue, 0 to 1."""


class PageCanvas:
    """A document being drawn. Positions are points from the lower left corner, as in PDF."""

    def __init__(
        self, typeface: Typeface, *, title: str, author: str, language: str, at: datetime
    ) -> None:
        """Begin the first page; `at` is the document's creation time."""
        self._typeface = typeface
        self._bytes = io.BytesIO()
        # Invariant: no time or machine goes in, so that an order always gives the same bytes.
        self._canvas = Canvas(
            self._bytes,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            pageCompression=1,
            lang=language,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator(author)
        self._canvas.setSubject(title)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._canvas.setDateFormatter(_constant_date(at))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: Colour = BLACK,
    ) -> None:
        """Draw a text that begins at x."""
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setFont(self._typeface.name(bold=bold), size)
        self._canvas.drawString(x, y, text)

    def right_aligned_text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: Colour = BLACK,
    ) -> None:
        """Draw a text that ends at x."""
        width = self._typeface.width(text, size, bold=bold)
        self.text(x - width, y, text, size, bold=bold, colour=colour)

    def rule(
        self, y: float, *, x: float = LEFT, weight: float = 0.5, colour: Colour = _LIGHT_GREY
    ) -> None:
        """Draw a line from x to the right margin."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, y, RIGHT, y)

    def next_page(self) -> None:
        """End this page; what follows is drawn on the next."""
        self._canvas.showPage()

    def to_bytes(self) -> bytes:
        """Return the document as a PDF file."""
        self._canvas.save()
        return self._bytes.getvalue()


def _constant_date(moment: datetime) -> Callable[..., str]:
    formatted = moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    return lambda *_: formatted
