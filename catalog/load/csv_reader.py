"""Reads a CSV file as spreadsheets write it: a header, and then one product per record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from catalog.load.columns import LANGUAGES
from catalog.load.csv_header import Header, read_header
from catalog.load.csv_records import IsRow, LineSource, read_records
from catalog.load.html_text import plain_text
from catalog.load.line_reader import Line
from catalog.load.row import Row, RowFault, rejected_row
from catalog.load.state_text import UNKNOWN_STATE, parse_state
from catalog.load.stock_text import parse_stock
from chassis.money import is_currency
from chassis.money.amount_text import AmountFault, parse_amount
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

DEFAULT_CURRENCY = "EUR"
MIN_COLUMNS_OF_ROW = 4
"""Columns from which on a line within a quoted cell is taken for a row that the cell swallows."""

_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")

_amount = lru_cache(maxsize=4096)(parse_amount)
"""Prices of a file are much the same."""


def read_rows(lines: Iterator[Line], currency: str = DEFAULT_CURRENCY) -> Iterator[Row]:
    """Return the row of each record that has text; prices without a currency are in `currency`.

    Raise FileUnreadable if the header is wrong.
    """
    source = LineSource(lines)
    header = read_header(source)
    return _rows(source, header, currency)


def _rows(lines: LineSource, header: Header, currency: str) -> Iterator[Row]:
    named = [(place, name) for place, name in enumerate(header.columns) if name]
    width = named[-1][0] + 1
    for record in read_records(lines, header.delimiter, _looks_like_row(header, currency)):
        if record.fault:
            yield rejected_row(record.number, RowFault("row", record.fault))
            continue
        cells = [cell.strip() for cell in record.cells]
        if not any(cells):
            continue
        if len(cells) < width or any(cells[len(header.columns) :]):
            fault = _fault_of_count(len(cells), header)
            yield rejected_row(record.number, RowFault("row", fault))
        elif len(named) < len(cells) and (place := _place_without_name(cells, header.columns)):
            fault = f"cell {place} must be empty: the header has no name there"
            yield rejected_row(record.number, RowFault("row", fault))
        else:
            by_name = {name: cells[place] for place, name in named}
            yield _row(record.number, by_name, header, currency)


def _are_of_a_series(sku: str, other: str = "") -> bool:
    """Whether two SKUs differ in their letters and digits alone, as TI-VAJ-001 and TI-LAM-12 do."""
    shapes = {_LETTERS.sub("a", _DIGITS.sub("9", text.strip())) for text in (sku, other)}
    return len(shapes) == 1 and "9" in shapes.pop()


def _fault_of_count(count: int, header: Header) -> str:
    fault = f"must have {len(header.columns)} cells as the header has, not {count}"
    if count < len(header.columns):
        return fault
    delimiter = "a tab" if header.delimiter == "\t" else f'"{header.delimiter}"'
    return f"{fault}; a cell with {delimiter} in it is written in quotes"


def _place_without_name(cells: Sequence[str], columns: Sequence[str]) -> int:
    """Return the place, from 1, of the first cell with text under no column name; 0 for none."""
    nameless = (place for place, name in enumerate(columns, start=1) if not name)
    return next((place for place in nameless if place <= len(cells) and cells[place - 1]), 0)


def _looks_like_row(header: Header, currency: str) -> IsRow:
    """Return whether cells have a SKU, a name with letters and a price where this header has them.

    With few columns, a line of a description may look so; then nothing does.
    """
    columns = header.columns
    sku, price = columns.index("sku"), columns.index("price")
    names = [columns.index(f"name_{code}") for code in LANGUAGES if f"name_{code}" in columns]

    def is_row(cells: Sequence[str], before: Sequence[str]) -> bool:
        return (
            len(cells) == len(columns) >= MIN_COLUMNS_OF_ROW
            and len(cells[sku].split()) == 1
            and any(char.isalpha() for name in names for char in cells[name])
            and (not before or _are_of_a_series(cells[sku], *before[sku : sku + 1]))
            and isinstance(_amount(cells[price], currency, header.decimal_separator), int)
        )

    return is_row


def _row(number: int, cells: Mapping[str, str], header: Header, shop_currency: str) -> Row:
    faults: list[RowFault] = []
    texts, had_html = _texts(cells, header)
    currency = cells.get("currency") or shop_currency
    draft = product_pb2.ProductDraft(
        sku=cells["sku"],
        slug=cells.get("slug", ""),
        texts=texts,
        categories=_categories(cells, faults),
        price=money_pb2.Money(
            amount=_minor_units(cells["price"], currency, header.decimal_separator, faults),
            currency_code=currency,
        ),
        brand=cells.get("brand", ""),
        state=_state(cells.get("state", ""), faults),
    )
    stock = _stock(cells.get("stock", ""), faults)
    return Row(number, draft, stock, tuple(faults), had_html)


def _texts(
    cells: Mapping[str, str], header: Header
) -> tuple[dict[str, product_pb2.ProductText], bool]:
    """Return the texts by language, and whether a description was HTML."""
    texts, had_html = {}, False
    for language in LANGUAGES:
        name = cells.get(f"name_{language}", "")
        written = cells.get(f"description_{language}", "")
        description = plain_text(written)
        had_html |= description != written
        attributes = [
            product_pb2.Attribute(name=attribute, value=value)
            for column, attribute in header.attributes[language]
            if (value := cells[column])
        ]
        if name or description or attributes:
            texts[language] = product_pb2.ProductText(
                name=name, description=description, attributes=attributes
            )
    return texts, had_html


def _categories(
    cells: Mapping[str, str], faults: list[RowFault]
) -> list[product_pb2.CategoryDraft]:
    path = cells.get("category", "")
    drafts = [product_pb2.CategoryDraft(slug=slug.strip()) for slug in path.split("/") if path]
    for language in LANGUAGES:
        column = f"category_names_{language}"
        names = [name.strip() for name in cells.get(column, "").split("/")]
        if names == [""]:
            continue
        if len(names) != len(drafts):
            faults.append(
                RowFault(column, 'must have as many names as "category", with / between them')
            )
            continue
        for draft, name in zip(drafts, names, strict=True):
            draft.names[language] = name
    return drafts


def _minor_units(price: str, currency: str, decimal_separator: str, faults: list[RowFault]) -> int:
    if not is_currency(currency):
        faults.append(RowFault("currency", "must be an ISO 4217 code such as EUR"))
        return 1
    amount = _amount(price, currency, decimal_separator)
    if isinstance(amount, AmountFault):
        faults.append(RowFault("price", amount.description))
        return 1
    return amount


def _state(text: str, faults: list[RowFault]) -> product_pb2.ProductState.ValueType:
    state = parse_state(text)
    if state is None:
        faults.append(RowFault("state", UNKNOWN_STATE))
        return product_pb2.PRODUCT_STATE_UNSPECIFIED
    return state


def _stock(text: str, faults: list[RowFault]) -> int | None:
    if not text:
        return None
    units = parse_stock(text)
    if isinstance(units, str):
        faults.append(RowFault("stock", units))
        return None
    return units
