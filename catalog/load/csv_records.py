"""Splits lines into records of cells by the grammar of CSV (RFC 4180), as spreadsheets read it.

A quote opens a cell only at its start, after spaces or none; anywhere else in an unquoted cell it
is a character like others. In a quoted cell, two quotes are one, and a line may end. After the
closing quote only spaces may follow.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from catalog.load.line_reader import MAX_LINE, Line

_OPENED_CELL = re.compile(r' *"([^"]*(?:""[^"]*)*)("?) *')
_REST_OF_CELL = re.compile(r'([^"]*(?:""[^"]*)*)("?) *')


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record, or its fault."""

    number: int
    """The line that the record begins on."""
    cells: Sequence[str] = ()
    fault: str = ""


class LineSource:
    """An iterator of lines that may be put back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._put_back: deque[Line] = deque()

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        return self._put_back.popleft() if self._put_back else next(self._lines)

    def put_back(self, lines: Sequence[Line]) -> None:
        """Have these lines read again, before the others."""
        self._put_back.extendleft(reversed(lines))


IsRow = Callable[[Sequence[str], Sequence[str]], bool]
"""Whether the cells of a line look like a row, and like one after this row if it is not empty."""


def read_records(lines: LineSource, delimiter: str, is_row: IsRow) -> Iterator[Record]:
    """Yield the records.

    A quote that nobody meant to open would swallow the rows that follow. So a record over several
    lines has its first line alone refused, and the next one begins on the second, if its quote is
    not closed or text follows where it is, or if it holds a line that looks like a row.
    """
    for line in lines:
        if '"' not in line.text:
            if line.fault:
                yield Record(line.number, fault=line.fault)
            else:
                yield Record(line.number, line.text.split(delimiter))
            continue
        cells = None if line.fault else _cells_of_line(line.text, delimiter)
        if cells is not None:
            yield Record(line.number, cells)
            continue
        record, record_lines = read_record(line, lines, delimiter)
        following = record_lines[1:]
        if following and not record.fault and _swallows_row(record, following, delimiter, is_row):
            fault = "must close the quote that it opens before the next row"
            record = Record(line.number, fault=fault)
        elif not record.fault and (fault := _fault_of(record_lines)):
            record, following = Record(line.number, fault=fault), []
        if record.fault:
            lines.put_back(following)
        yield record


def _swallows_row(record: Record, following: Sequence[Line], delimiter: str, is_row: IsRow) -> bool:
    """Whether one of a record's further lines looks like a row of its own.

    The last one, where the quote is closed, ends with cells of the record: "oak, pine",9 may have
    as many as a row. So it has to have a SKU like the record's.
    """
    *inner, last = [_scan(line.text, delimiter).cells for line in following]
    return any(is_row(cells, ()) for cells in inner) or is_row(last, record.cells)


def _cells_of_line(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of a record on one line, by a faster way; None where it does not say."""
    try:
        [cells] = csv.reader((text,), delimiter=delimiter, strict=True, skipinitialspace=True)
    except csv.Error:
        return None
    return cells


def read_record(first: Line, lines: Iterator[Line], delimiter: str) -> tuple[Record, list[Line]]:
    """Return the record that begins on this line, and its lines."""
    scan = _scan(first.text, delimiter)
    record_lines, size = [first], len(first.text)
    while scan.is_open and not scan.fault and size <= MAX_LINE:
        line = next(lines, None)
        if line is None:
            break
        record_lines.append(line)
        if line.fault and not line.text:
            break
        scan.feed(line.text)
        size += len(line.text)
    fault = scan.fault or ("must close the quote that it opens" if scan.is_open else "")
    return Record(first.number, scan.cells, fault), record_lines


def _fault_of(lines: Sequence[Line]) -> str:
    """Return the first fault of a record's lines, and which of the later lines has it."""
    for line in lines:
        if line.fault:
            return line.fault if line is lines[0] else f"{line.fault} (line {line.number})"
    return ""


def _scan(text: str, delimiter: str) -> "_Scan":
    scan = _Scan(delimiter)
    scan.feed(text)
    return scan


class _Scan:
    """The cells of a record, as far as its lines have been fed."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self.cells: list[str] = []
        self.fault = ""
        self._open_cell: list[str] = []
        """The lines of the quoted cell that is not closed yet."""

    @property
    def is_open(self) -> bool:
        return bool(self._open_cell)

    def feed(self, text: str) -> None:
        """Read the cells of the next line."""
        position = 0
        while position <= len(text):
            if self.is_open:
                quoted = _REST_OF_CELL.match(text, position)
            else:
                quoted = _OPENED_CELL.match(text, position)
            if quoted is None:
                end = self._end_of_cell(text, position)
                self.cells.append(text[position:end])
            else:
                self._open_cell.append(quoted[1])
                if not quoted[2]:
                    return
                self.cells.append("\n".join(self._open_cell).replace('""', '"'))
                self._open_cell = []
                end = self._end_of_cell(text, quoted.end())
                if end > quoted.end() and not self.fault:
                    self.fault = (
                        f"must have no text after the closing quote of cell {len(self.cells)}; "
                        'a quote within a quoted cell is written twice: ""'
                    )
            position = end + 1

    def _end_of_cell(self, text: str, start: int) -> int:
        end = text.find(self._delimiter, start)
        return len(text) if end < 0 else end
