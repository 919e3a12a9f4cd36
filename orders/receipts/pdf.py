"""Renders the receipt of an order as a PDF: the same order always gives the same bytes.

What may change later, such as the order's status, is not on it. Fonts are shared state, so two
threads must not render at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.contact.postal_address import PostalAddress
from orders.domain import Order, OrderLine
from orders.receipts.fonts import Typeface, normalize, typeface_for
from orders.receipts.formatting import format_date, format_money
from orders.receipts.labels import LABELS, Labels
from orders.receipts.page_canvas import BLACK, GREY, HEIGHT, LEFT, RIGHT, PageCanvas

_TOP, _BOTTOM = HEIGHT - 64.0, 64.0
_HALF = LEFT + (RIGHT - LEFT) / 2
_QUANTITY, _PRICE = 356.0, 448.0
"""The right edges of the columns of quantity and unit price; totals end at the margin."""
_NAME_ROOM = 250.0
_TEXT, _SMALL, _LEADING = 9.5, 8.0, 13.0
_ROW_SPACE = 9.0
_TOTAL_SPACE = 62.0
_HEAD_SPACE = 40.0
"""The height above the table on every page but the first."""
_HEAD_ROW = 24.0
"""The height of the table's head."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An order line as it is drawn."""

    name: Sequence[str]
    quantity: str
    price: str
    total: str

    @property
    def height(self) -> float:
        return len(self.name) * _LEADING + _ROW_SPACE


def render_receipt(order: Order) -> bytes:
    """Return the receipt of an order as a PDF, in the buyer's language."""
    return _ReceiptRenderer(order).render()


class _ReceiptRenderer:
    """Renders one receipt; `_y` is how far down the page it has come."""

    def __init__(self, order: Order) -> None:
        language = order.buyer.language
        self._order = order
        self._labels: Labels = LABELS[language]
        self._shop = normalize(order.terms.shop)
        self._total = format_money(order.total, language)
        self._typeface = self._choose_typeface()
        self._rows = [self._row(line, language) for line in order.lines]
        self._canvas = PageCanvas(
            self._typeface,
            title=self._labels.title.format(number=order.number),
            author=self._shop,
            language=language,
            at=order.created_at,
        )
        self._y = _TOP

    def render(self) -> bytes:
        self._draw_letterhead()
        self._draw_parties()
        pages = self._paginate(first_room=self._y - _BOTTOM)
        for number, rows in enumerate(pages, 1):
            if number > 1:
                self._canvas.next_page()
                self._draw_continuation()
            if rows:
                self._draw_table(rows)
            if number == len(pages):
                self._draw_total()
            self._draw_footer(self._labels.page.format(number=number, pages=len(pages)))
        return self._canvas.to_bytes()

    def _choose_typeface(self) -> Typeface:
        buyer = self._order.buyer
        names = [line.name for line in self._order.lines]
        texts = [self._shop, buyer.contact.name, buyer.contact.email, *names]
        return typeface_for(map(normalize, [*texts, *_address_lines(buyer.address)]))

    def _wrap(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        return self._typeface.wrap(
            self._typeface.replace_unknown(normalize(text)), size, room, bold=bold
        )

    def _row(self, line: OrderLine, language: str) -> _Row:
        return _Row(
            # A name without visible characters still takes a line.
            name=self._wrap(line.name, _TEXT, _NAME_ROOM) or [""],
            quantity=str(line.quantity),
            price=format_money(line.unit_price, language),
            total=format_money(line.total, language),
        )

    def _paginate(self, first_room: float) -> list[list[_Row]]:
        """Distribute the rows over pages; the last row stays with the total."""
        pages: list[list[_Row]] = [[]]
        room = first_room - _HEAD_ROW
        for row in self._rows:
            needed = row.height + (_TOTAL_SPACE if row is self._rows[-1] else 0)
            # The first page may be full of names and addresses already.
            if needed > room and (pages[-1] or len(pages) == 1):
                pages.append([])
                room = _TOP - _HEAD_SPACE - _BOTTOM - _HEAD_ROW
            pages[-1].append(row)
            room -= row.height
        return pages

    def _draw_letterhead(self) -> None:
        top = self._y
        for line in self._wrap(self._shop, 17, _PRICE - LEFT - 40, bold=True):
            self._canvas.text(LEFT, self._y, line, 17, bold=True)
            self._y -= 21
        self._canvas.right_aligned_text(RIGHT, top, self._labels.receipt, 17, colour=GREY)
        self._y -= 2
        self._canvas.rule(self._y, weight=1.2, colour=BLACK)
        self._y -= 28

    def _draw_parties(self) -> None:
        order, labels = self._order, self._labels
        day = format_date(order.created_at, order.buyer.language)
        left = self._draw_block(LEFT, self._y, labels.order, [f"#{order.number}"])
        right = self._draw_block(_HALF, self._y, labels.date, [labels.utc.format(day=day)])
        self._y = min(left, right) - 26
        contact = order.buyer.contact
        left = self._draw_block(LEFT, self._y, labels.buyer, [contact.name, contact.email])
        address = [contact.name, *_address_lines(order.buyer.address)]
        right = self._draw_block(_HALF, self._y, labels.ships_to, address)
        self._y = min(left, right) - 36

    def _draw_block(self, x: float, y: float, label: str, texts: Sequence[str]) -> float:
        """Draw a label with texts under it; return the position below them."""
        self._canvas.text(x, y, label, _SMALL, colour=GREY)
        y -= 2
        for text in texts:
            for line in self._wrap(text, _TEXT, _HALF - LEFT - 20):
                y -= _LEADING
                self._canvas.text(x, y, line, _TEXT)
        return y

    def _draw_continuation(self) -> None:
        order = f"{self._labels.order} #{self._order.number}"
        self._canvas.text(LEFT, _TOP, order, _SMALL, colour=GREY)
        self._y = _TOP - _HEAD_SPACE

    def _draw_table(self, rows: Sequence[_Row]) -> None:
        labels, canvas = self._labels, self._canvas
        canvas.text(LEFT, self._y, labels.item, _SMALL, colour=GREY)
        canvas.right_aligned_text(_QUANTITY, self._y, labels.quantity, _SMALL, colour=GREY)
        canvas.right_aligned_text(_PRICE, self._y, labels.price, _SMALL, colour=GREY)
        canvas.right_aligned_text(RIGHT, self._y, labels.amount, _SMALL, colour=GREY)
        canvas.rule(self._y - 9)
        self._y -= _HEAD_ROW
        for row in rows:
            for number, line in enumerate(row.name):
                canvas.text(LEFT, self._y - number * _LEADING, line, _TEXT)
            canvas.right_aligned_text(_QUANTITY, self._y, row.quantity, _TEXT)
            canvas.right_aligned_text(_PRICE, self._y, row.price, _TEXT)
            canvas.right_aligned_text(RIGHT, self._y, row.total, _TEXT)
            self._y -= row.height
            canvas.rule(self._y + _LEADING - 0.5)
        self._y -= 2

    def _draw_total(self) -> None:
        terms = self._order.terms
        self._y -= 14
        # An amount that is wider than its column moves its label to the left.
        amount = RIGHT - self._typeface.width(self._total, 12, bold=True)
        label_ends = min(_PRICE, amount - 16)
        self._canvas.right_aligned_text(label_ends, self._y, self._labels.total, 12, bold=True)
        self._canvas.text(amount, self._y, self._total, 12, bold=True)
        tax = self._labels.tax_included if terms.tax_included else self._labels.tax_not_included
        self._canvas.right_aligned_text(RIGHT, self._y - 16, tax, _SMALL, colour=GREY)

    def _draw_footer(self, page: str) -> None:
        for line in self._wrap(self._shop, _SMALL, _PRICE - LEFT)[:1]:
            self._canvas.text(LEFT, _BOTTOM - 26, line, _SMALL, colour=GREY)
        self._canvas.right_aligned_text(RIGHT, _BOTTOM - 26, page, _SMALL, colour=GREY)


def _address_lines(address: PostalAddress) -> list[str]:
    town = f"{address.postal_code} {address.city}".lstrip()
    region_is_city = address.region.casefold() == address.city.casefold()
    country = (
        address.country
        if region_is_city
        else ", ".join(filter(None, (address.region, address.country)))
    )
    return [line for line in (address.line1, address.line2, town, country) if line]
