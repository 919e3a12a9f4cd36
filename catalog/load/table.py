"""Rows of a CSV file, as spreadsheets write it: a header, then one product a record."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.load.lines import MAX_LINE, FileUnreadable, Line
from catalog.load.row import MAX_STOCK, Row, RowFault, refused
from chassis.money import decimals_of
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
    """The cells of one row, or what is wrong with it."""

    number: int
    cells: Sequence[str] = ()
    fault: str = ""


def rows(lines: Iterator[Line]) -> Iterator[Row]:
    """Return the row of each record. Raise FileUnreadable if the header is not as it must be."""
    header = next(lines, Line(1))
    if header.fault:
        raise FileUnreadable(f"line 1: {header.fault}")
    # Spreadsheets write semicolons where the comma parts a number's decimals.
    delimiter = ";" if header.text.count(";") > header.text.count(",") else ","
    columns = next(csv.reader([header.text], delimiter=delimiter), [])
    columns = [column.strip() for column in columns]
    _check_header(columns)
    for record in _records(lines, delimiter):
        if record.fault:
            yield refused(record.number, RowFault("row", record.fault))
        elif len(record.cells) != len(columns):
            fault = f"must have {len(columns)} cells as the header has, not {len(record.cells)}"
            yield refused(record.number, RowFault("row", fault))
        else:
            cells = (cell.strip() for cell in record.cells)
            yield _row(record.number, dict(zip(columns, cells, strict=True)))


def _check_header(columns: Sequence[str]) -> None:
    known = [name in COLUMNS or _ATTRIBUTE.fullmatch(name) is not None for name in columns]
    faults = [
        f'column "{name}" is not one of this file\'s: {", ".join(COLUMNS)}, attribute_es:Material'
        for name, good in zip(columns, known, strict=True)
        if not good
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
    """Return the records; one may go over several lines, where a cell in quotes does.

    A quote that is never closed would take the rest of the file with it. So where a record gets
    too long, its first line alone is refused, and reading goes on with the second.
    """
    waiting: deque[Line] = deque()
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        taken, open_quote = [line], _has_odd_quotes(line)
        size = len(line.text)
        while open_quote and size <= MAX_LINE:
            more = waiting.popleft() if waiting else next(lines, None)
            if more is None:
                break
            taken.append(more)
            if more.fault:
                break
            open_quote ^= _has_odd_quotes(more)
            size += len(more.text)
        if line.fault:
            yield _Record(line.number, fault=line.fault)
        elif open_quote:
            yield _Record(line.number, fault="must close the quote that it opens")
            waiting.extendleft(reversed(taken[1:]))
        elif line.text.strip():
            yield _parsed(line.number, "\n".join(part.text for part in taken), delimiter)


def _has_odd_quotes(line: Line) -> bool:
    return line.text.count('"') % 2 == 1


def _parsed(number: int, text: str, delimiter: str) -> _Record:
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
