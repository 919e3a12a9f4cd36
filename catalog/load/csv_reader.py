"""Reads a CSV file as spreadsheets write it: a header, and then one product per record."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.load.line_reader import MAX_LINE, FileUnreadable, Line
from catalog.load.row import MAX_STOCK, Row, RowFault, rejected_row
from chassis.money import decimals_of, is_currency
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

COLUMNS = (
    "sku",
    "slug",
    "name_es",
    "name_en",
    "description_es",
    "description_en",
    "category",
    "category_names_es",
    "category_names_en",
    "price",
    "currency",
    "brand",
    "stock",
)
LANGUAGES = ("es", "en")
DEFAULT_CURRENCY = "EUR"

_ATTRIBUTE = re.compile(r"attribute_(es|en):(.+)")
_PRICE = re.compile(r"\d{1,12}(\.\d{1,3})?")
_STOCK = re.compile(r"\d{1,10}")


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of a record, or its fault."""

    number: int
    cells: Sequence[str] = ()
    fault: str = ""


def read_rows(lines: Iterator[Line]) -> Iterator[Row]:
    """Yield the row of each record. Raise FileUnreadable if the header is not valid."""
    header = next(lines, Line(1))
    if header.fault:
        raise FileUnreadable(f"line 1: {header.fault}")
    # Spreadsheets separate cells by semicolons where the comma is the decimal separator.
    delimiter = ";" if header.text.count(";") > header.text.count(",") else ","
    columns = next(csv.reader([header.text], delimiter=delimiter), [])
    columns = [column.strip() for column in columns]
    _check_header(columns)
    for record in _records(lines, delimiter):
        if record.fault:
            yield rejected_row(record.number, RowFault("row", record.fault))
        elif len(record.cells) != len(columns):
            fault = f"must have {len(columns)} cells as the header has, not {len(record.cells)}"
            yield rejected_row(record.number, RowFault("row", fault))
        else:
            cells = (cell.strip() for cell in record.cells)
            yield _row(record.number, dict(zip(columns, cells, strict=True)))


def _check_header(columns: Sequence[str]) -> None:
    are_known = [name in COLUMNS or _ATTRIBUTE.fullmatch(name) is not None for name in columns]
    faults = [
        f'column "{name}" is not one of this file\'s: {", ".join(COLUMNS)}, attribute_es:Material'
        for name, is_known in zip(columns, are_known, strict=True)
        if not is_known
    ]
    faults += [
        f'column "{name}" stands there twice'
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    faults += [f'column "{name}" is missing' for name in ("sku", "price") if name not in columns]
    if faults:
        raise FileUnreadable("\n".join(f"line 1: {fault}" for fault in faults))


def _records(lines: Iterator[Line], delimiter: str) -> Iterator[_Record]:
    """Yield the records; a record spans several lines if a quoted cell does.

    A quote that is never closed would swallow the rest of the file. So if a record gets too long,
    only its first line is rejected, and the next record begins on the second line.
    """
    pushed_back: deque[Line] = deque()
    while True:
        line = pushed_back.popleft() if pushed_back else next(lines, None)
        if line is None:
            return
        record_lines, is_quote_open = [line], _has_odd_quotes(line)
        size = len(line.text)
        while is_quote_open and size <= MAX_LINE:
            next_line = pushed_back.popleft() if pushed_back else next(lines, None)
            if next_line is None:
                break
            record_lines.append(next_line)
            if next_line.fault:
                break
            is_quote_open ^= _has_odd_quotes(next_line)
            size += len(next_line.text)
        if line.fault:
            yield _Record(line.number, fault=line.fault)
        elif is_quote_open:
            yield _Record(line.number, fault="must close the quote that it opens")
            pushed_back.extendleft(reversed(record_lines[1:]))
        elif line.text.strip():
            text = "\n".join(record_line.text for record_line in record_lines)
            yield _parse(line.number, text, delimiter)


def _has_odd_quotes(line: Line) -> bool:
    return line.text.count('"') % 2 == 1


def _parse(number: int, text: str, delimiter: str) -> _Record:
    try:
        [cells] = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        return _Record(number, fault=f"must be CSV: {error}")
    return _Record(number, cells)


def _row(number: int, cells: Mapping[str, str]) -> Row:
    faults: list[RowFault] = []
    currency = cells.get("currency") or DEFAULT_CURRENCY
    draft = product_pb2.ProductDraft(
        sku=cells["sku"],
        slug=cells.get("slug", ""),
        texts={language: text for language in LANGUAGES if (text := _text(cells, language))},
        categories=_categories(cells, faults),
        price=money_pb2.Money(
            amount=_minor_units(cells["price"], currency, faults), currency_code=currency
        ),
        brand=cells.get("brand", ""),
    )
    return Row(number, draft, _stock(cells.get("stock", ""), faults), tuple(faults))


def _text(cells: Mapping[str, str], language: str) -> product_pb2.ProductText | None:
    attributes = [
        product_pb2.Attribute(name=match[2].strip(), value=value)
        for column, value in cells.items()
        if value and (match := _ATTRIBUTE.fullmatch(column)) and match[1] == language
    ]
    name = cells.get(f"name_{language}", "")
    description = cells.get(f"description_{language}", "")
    if not (name or description or attributes):
        return None
    return product_pb2.ProductText(name=name, description=description, attributes=attributes)


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


def _minor_units(price: str, currency: str, faults: list[RowFault]) -> int:
    if not is_currency(currency):
        faults.append(RowFault("currency", "must be an ISO 4217 code such as EUR"))
        return 1
    decimals = decimals_of(currency)
    amount = Decimal(price if _PRICE.fullmatch(price) else "NaN").scaleb(decimals)
    if amount == amount.to_integral_value():
        return int(amount)
    example = "149.90" if decimals else "149"
    faults.append(
        RowFault("price", f"must be an amount like {example}, with a dot and no thousands sign")
    )
    return 1


def _stock(units: str, faults: list[RowFault]) -> int | None:
    if not units:
        return None
    if _STOCK.fullmatch(units) is None or int(units) > MAX_STOCK:
        faults.append(RowFault("stock", f"must be a whole number, 0 to {MAX_STOCK}"))
        return None
    return int(units)
