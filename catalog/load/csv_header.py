"""Reads the header of a CSV file: which delimiter the file has, and which column is where."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.load.column_hints import header_hint
from catalog.load.columns import COLUMNS, LANGUAGES, REQUIRED_COLUMNS
from catalog.load.csv_records import LineSource, Record, read_record
from catalog.load.line_reader import FileUnreadable, Line
from catalog.load.printable import printable

_ATTRIBUTE = re.compile(r"attribute_(es|en):(.+)")
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\w\s]|\t)"?[,;\t|]*', re.IGNORECASE)
"""What tells Excel the delimiter of a file."""
_ATTRIBUTE_IN_FILE = re.compile(r"attribute_(es|en)\s*:\s*(.+)", re.IGNORECASE)
_MAX_SHOWN_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file."""

    delimiter: str
    columns: Sequence[str]
    """The name of each column by its place; empty where the header has none."""
    attributes: Mapping[str, Sequence[tuple[str, str]]]
    """By language, the columns of attributes with the attributes' names."""

    @property
    def decimal_separator(self) -> str:
        """Return "," where spreadsheets write it: they separate cells by semicolons there."""
        return "," if self.delimiter == ";" else "."


def read_header(lines: LineSource) -> Header:
    """Read the lines to the end of the header. Raise FileUnreadable."""
    first = _first_line(lines)
    delimiters: Sequence[str] = _DELIMITERS
    if separator := _SEPARATOR_LINE.fullmatch(first.text):
        delimiters, first = separator[1], _first_line(lines)
    if first.fault:
        raise _unreadable(first, first.fault)
    records = []
    for delimiter in delimiters:
        record, record_lines = read_record(first, lines, delimiter)
        lines.put_back(record_lines[1:])
        records.append((_score(record), delimiter))
    # The first of equals.
    _, delimiter = max(records, key=lambda scored: scored[0])
    record, record_lines = read_record(first, lines, delimiter)
    fault = record.fault or next((line.fault for line in record_lines if line.fault), "")
    if fault:
        raise _unreadable(first, fault)
    columns = _names(record)
    if faults := _faults(record.cells, columns):
        raise _unreadable(first, *faults)
    return Header(delimiter, columns, _attributes(columns))


def _attributes(columns: Sequence[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
    by_language: dict[str, list[tuple[str, str]]] = {language: [] for language in LANGUAGES}
    for column in columns:
        if match := _ATTRIBUTE.fullmatch(column):
            by_language[match[1]].append((column, match[2]))
    return by_language


def _unreadable(line: Line, *faults: str) -> FileUnreadable:
    return FileUnreadable("\n".join(f"line {line.number}: {fault}" for fault in faults))


def _first_line(lines: LineSource) -> Line:
    """Return the first line with text or a fault; "" between delimiters is no text."""
    for line in lines:
        if line.fault or line.text.strip('",;|\t \ufeff'):
            return line
    raise FileUnreadable("line 1: the file is empty, and must begin with the names of its columns")


def _score(record: Record) -> tuple[int, int]:
    """Return how many columns are known, and how many cells there are."""
    return sum(_is_known(name) for name in _names(record)), len(record.cells)


def _names(record: Record) -> list[str]:
    return [_name(cell) for cell in record.cells]


def _name(cell: str) -> str:
    """Return a column's name, without what cannot be seen; letters of both cases are the same."""
    visible = "".join(char for char in cell if unicodedata.category(char) != "Cf")
    name = " ".join(unicodedata.normalize("NFC", visible).split())
    if name.lower() in COLUMNS:
        return name.lower()
    if attribute := _ATTRIBUTE_IN_FILE.fullmatch(name):
        return f"attribute_{attribute[1].lower()}:{attribute[2]}"
    return name


def _is_known(name: str) -> bool:
    return name in COLUMNS or _ATTRIBUTE.fullmatch(name) is not None


def _faults(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    if "".join(cells).lstrip("\ufeff \t").startswith(("{", "[")):
        return ["looks like JSON: the name of a file with an object on each line ends in .jsonl"]
    names = [name for name in columns if name]
    unknown = [name for name in dict.fromkeys(names) if not _is_known(name)]
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    faults = []
    if len(unknown) == 1:
        faults.append(f"column {_quoted(unknown)} is not one of a file of products")
    elif unknown:
        faults.append(f"columns {_quoted(unknown)} are not those of a file of products")
    faults += [
        f"column {_quoted([name])} stands there twice"
        for name, times in Counter(names).items()
        if times > 1 and _is_known(name)
    ]
    faults += [f'column "{name}" is missing' for name in missing]
    if hint := header_hint(names, unknown):
        faults.append(hint)
    if unknown or missing:
        faults.append(f"the columns are {', '.join(COLUMNS)}, and attribute_es:NAME for each NAME")
    return faults


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{printable(name)}"' for name in names[:_MAX_SHOWN_COLUMNS])
    left = len(names) - _MAX_SHOWN_COLUMNS
    return f"{shown} and {left} more" if left > 0 else shown
