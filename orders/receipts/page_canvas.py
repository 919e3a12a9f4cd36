"""A4 sheets to set a receipt on: text at a place, flush left or right, and thin rules."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

from reportlab.pdfgen.canvas import Canvas

from orders.receipts.fonts import Typeface

WIDTH, HEIGHT = 595.28, 841.89
"""Of A4, in points."""
LEFT, RIGHT = 56.0, WIDTH - 56.0

INK = (0.11, 0.11, 0.12)
SOFT = (0.42, 0.42, 0.44)
_LINE = (0.82, 0.82, 0.83)

Colour = tuple[float, float, float]


class Sheets:
    """A document under work. Places are points from the lower left corner, as in PDF."""

    def __init__(
        self, typeface: Typeface, *, title: str, author: str, language: str, at: datetime
    ) -> None:
        """`at` is what the document says that it was made at."""
        self._typeface = typeface
        self._bytes = io.BytesIO()
        # Invariant: nothing of this moment or machine goes in, so that one order is one file.
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
        self._canvas.setDateFormatter(_always(at))

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, ink: Colour = INK
    ) -> None:
        """Set a text that begins at x."""
        self._canvas.setFillColorRGB(*ink)
        self._canvas.setFont(self._typeface.name(bold=bold), size)
        self._canvas.drawString(x, y, text)

    def flush_right(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, ink: Colour = INK
    ) -> None:
        """Set a text that ends at x."""
        width = self._typeface.width(text, size, bold=bold)
        self.text(x - width, y, text, size, bold=bold, ink=ink)

    def rule(self, y: float, *, x: float = LEFT, weight: float = 0.5, ink: Colour = _LINE) -> None:
        """Draw a line from x to the right margin."""
        self._canvas.setStrokeColorRGB(*ink)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, y, RIGHT, y)

    def turn(self) -> None:
        """End this sheet; what comes is set on the next."""
        self._canvas.showPage()

    def done(self) -> bytes:
        """Return the whole document."""
        self._canvas.save()
        return self._bytes.getvalue()


def _always(moment: datetime) -> Callable[..., str]:
    written = moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    return lambda *_: written
