"""The receipt of an order as a PDF, from the order alone: the same order is the same bytes, always.

What may change later, such as its status, is not on it. One at a time: the letters of a typeface
are shared, so two receipts must not be printed in two threads at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.domain import Address, Line, Order
from orders.receipts.fonts import Typeface, tidy, typeface_for
from orders.receipts.formatting import written_date, written_money
from orders.receipts.labels import WORDS, Words
from orders.receipts.page_canvas import HEIGHT, INK, LEFT, RIGHT, SOFT, Sheets

_TOP, _BOTTOM = HEIGHT - 64.0, 64.0
_HALF = LEFT + (RIGHT - LEFT) / 2
_QUANTITY, _PRICE = 356.0, 448.0
"""Where the columns of quantity and unit price end; names end before them, totals at the margin."""
_NAME_ROOM = 250.0
_TEXT, _SMALL, _LEADING = 9.5, 8.0, 13.0
_ROW_SPACE = 9.0
_TOTAL_SPACE = 62.0
_HEAD_SPACE = 40.0
"""Of a sheet after the first, above its table."""
_HEAD_ROW = 24.0
"""Of the table's own head."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the order as it is set."""

    name: Sequence[str]
    quantity: str
    price: str
    total: str

    @property
    def height(self) -> float:
        return len(self.name) * _LEADING + _ROW_SPACE


def receipt(order: Order) -> bytes:
    """Print the receipt of an order, in the buyer's language."""
    return _Printing(order).print()


class _Printing:
    """One receipt being printed: what it says, and how far down the sheet it has come."""

    def __init__(self, order: Order) -> None:
        language = order.buyer.language
        self._order = order
        self._words: Words = WORDS[language]
        self._shop = tidy(order.terms.shop)
        self._total = written_money(order.total, language)
        self._typeface = self._choose_typeface()
        self._rows = [self._row(line, language) for line in order.lines]
        self._sheets = Sheets(
            self._typeface,
            title=self._words.title.format(number=order.number),
            author=self._shop,
            language=language,
            at=order.created_at,
        )
        self._y = _TOP

    def print(self) -> bytes:
        self._letterhead()
        self._parties()
        sheets = self._shared_out(first_room=self._y - _BOTTOM)
        for number, rows in enumerate(sheets, 1):
            if number > 1:
                self._sheets.turn()
                self._continuation()
            if rows:
                self._table(rows)
            if number == len(sheets):
                self._sum()
            self._foot(self._words.page.format(number=number, pages=len(sheets)))
        return self._sheets.done()

    def _choose_typeface(self) -> Typeface:
        buyer = self._order.buyer
        names = [line.name for line in self._order.lines]
        texts = [self._shop, buyer.contact.name, buyer.contact.email, *names]
        return typeface_for(map(tidy, [*texts, *_address_lines(buyer.address)]))

    def _wrapped(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        return self._typeface.wrap(self._typeface.shown(tidy(text)), size, room, bold=bold)

    def _row(self, line: Line, language: str) -> _Row:
        return _Row(
            # A name of nothing that shows still takes its line.
            name=self._wrapped(line.name, _TEXT, _NAME_ROOM) or [""],
            quantity=str(line.quantity),
            price=written_money(line.unit_price, language),
            total=written_money(line.total, language),
        )

    def _shared_out(self, first_room: float) -> list[list[_Row]]:
        """Share the rows out over sheets; the last of them stays with the total."""
        sheets: list[list[_Row]] = [[]]
        room = first_room - _HEAD_ROW
        for row in self._rows:
            needed = row.height + (_TOTAL_SPACE if row is self._rows[-1] else 0)
            # The first may be full of names and addresses already.
            if needed > room and (sheets[-1] or len(sheets) == 1):
                sheets.append([])
                room = _TOP - _HEAD_SPACE - _BOTTOM - _HEAD_ROW
            sheets[-1].append(row)
            room -= row.height
        return sheets

    def _letterhead(self) -> None:
        top = self._y
        for line in self._wrapped(self._shop, 17, _PRICE - LEFT - 40, bold=True):
            self._sheets.text(LEFT, self._y, line, 17, bold=True)
            self._y -= 21
        self._sheets.flush_right(RIGHT, top, self._words.receipt, 17, ink=SOFT)
        self._y -= 2
        self._sheets.rule(self._y, weight=1.2, ink=INK)
        self._y -= 28

    def _parties(self) -> None:
        order, words = self._order, self._words
        day = written_date(order.created_at, order.buyer.language)
        left = self._block(LEFT, self._y, words.order, [f"#{order.number}"])
        right = self._block(_HALF, self._y, words.date, [words.utc.format(day=day)])
        self._y = min(left, right) - 26
        contact = order.buyer.contact
        left = self._block(LEFT, self._y, words.buyer, [contact.name, contact.email])
        address = [contact.name, *_address_lines(order.buyer.address)]
        right = self._block(_HALF, self._y, words.ships_to, address)
        self._y = min(left, right) - 36

    def _block(self, x: float, y: float, label: str, texts: Sequence[str]) -> float:
        """Set a label with texts under it; return how far down it came."""
        self._sheets.text(x, y, label, _SMALL, ink=SOFT)
        y -= 2
        for text in texts:
            for line in self._wrapped(text, _TEXT, _HALF - LEFT - 20):
                y -= _LEADING
                self._sheets.text(x, y, line, _TEXT)
        return y

    def _continuation(self) -> None:
        order = f"{self._words.order} #{self._order.number}"
        self._sheets.text(LEFT, _TOP, order, _SMALL, ink=SOFT)
        self._y = _TOP - _HEAD_SPACE

    def _table(self, rows: Sequence[_Row]) -> None:
        words, sheets = self._words, self._sheets
        sheets.text(LEFT, self._y, words.item, _SMALL, ink=SOFT)
        sheets.flush_right(_QUANTITY, self._y, words.quantity, _SMALL, ink=SOFT)
        sheets.flush_right(_PRICE, self._y, words.price, _SMALL, ink=SOFT)
        sheets.flush_right(RIGHT, self._y, words.amount, _SMALL, ink=SOFT)
        sheets.rule(self._y - 9)
        self._y -= _HEAD_ROW
        for row in rows:
            for number, line in enumerate(row.name):
                sheets.text(LEFT, self._y - number * _LEADING, line, _TEXT)
            sheets.flush_right(_QUANTITY, self._y, row.quantity, _TEXT)
            sheets.flush_right(_PRICE, self._y, row.price, _TEXT)
            sheets.flush_right(RIGHT, self._y, row.total, _TEXT)
            self._y -= row.height
            sheets.rule(self._y + _LEADING - 0.5)
        self._y -= 2

    def _sum(self) -> None:
        terms = self._order.terms
        self._y -= 14
        # An amount that is wider than its column moves the word before it.
        amount = RIGHT - self._typeface.width(self._total, 12, bold=True)
        word_ends = min(_PRICE, amount - 16)
        self._sheets.flush_right(word_ends, self._y, self._words.total, 12, bold=True)
        self._sheets.text(amount, self._y, self._total, 12, bold=True)
        tax = self._words.tax_included if terms.tax_included else self._words.tax_not_included
        self._sheets.flush_right(RIGHT, self._y - 16, tax, _SMALL, ink=SOFT)

    def _foot(self, page: str) -> None:
        for line in self._wrapped(self._shop, _SMALL, _PRICE - LEFT)[:1]:
            self._sheets.text(LEFT, _BOTTOM - 26, line, _SMALL, ink=SOFT)
        self._sheets.flush_right(RIGHT, _BOTTOM - 26, page, _SMALL, ink=SOFT)


def _address_lines(address: Address) -> list[str]:
    town = f"{address.postal_code} {address.city}"
    named_as_town = address.region.casefold() == address.city.casefold()
    land = (
        address.country
        if named_as_town
        else ", ".join(filter(None, (address.region, address.country)))
    )
    return [line for line in (address.line1, address.line2, town, land) if line]
