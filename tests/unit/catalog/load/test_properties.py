"""For any table what is read is what was written; for any bytes every record is accounted for."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.load import csv_reader, jsonl_reader
from catalog.load.csv_records import LineSource, read_records
from catalog.load.line_reader import FileUnreadable, Line, LineReader
from catalog.load.row import Row

ReadRows = Callable[[Iterator[Line]], Iterator[Row]]
QUIET = settings(deadline=None, database=None, max_examples=100)

CELLS = st.text(
    st.sampled_from(list("ab ,;\t|\"'\n\r\\=€ñ\u2028\x85"))
    | st.characters(codec="utf-8", exclude_characters="\0"),
    max_size=12,
)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6)
)


DIALECTS = [
    # Of line ends, csv.writer quotes those of its own dialect alone.
    ("\r\n", csv.QUOTE_MINIMAL),
    *((line_end, csv.QUOTE_ALL) for line_end in ("\n", "\r\n", "\r")),
]


def with_lines(content: bytes):
    """Yield the content's lines as of a file."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        reader = LineReader(Path(file.name))
        try:
            yield from reader.lines()
        finally:
            reader.close()


def read_again(cell: str) -> str:
    """Return a cell as it is read: without spaces around it, its line ends LF."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


@QUIET
@given(
    table=TABLES,
    delimiter=st.sampled_from(",;\t|"),
    dialect=st.sampled_from(DIALECTS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(table, delimiter, dialect, encoding):
    text = io.StringIO()
    line_end, quoting = dialect
    # A header keeps the encoding known and the mark away from the cells.
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(
        [["sku", "price"], *table]
    )
    lines = with_lines(text.getvalue().encode(encoding))
    records = list(read_records(LineSource(lines), delimiter, lambda *_: False))[1:]
    assert not [record for record in records if record.fault]
    found = [[cell.strip() for cell in record.cells] for record in records]
    written = [[read_again(cell) for cell in row] for row in table]
    # Blank lines are records of nothing.
    assert [cells for cells in found if any(cells)] == [cells for cells in written if any(cells)]


PARTS = [
    *(b'"', b'""', b" ", b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\\", b"=", b"<p>"),
    *(
        b"sku",
        b"A-1",
        b"a",
        b"9",
        b"1.50",
        b"\xff",
        b"\0",
        b"\xc3\xb1",
        b"\xef\xbb\xbf",
        b"{",
        b"}",
    ),
]
BYTES = st.lists(st.sampled_from(PARTS) | st.binary(max_size=3), max_size=60).map(b"".join)
HEADERS = st.sampled_from(
    [
        b"",
        b"sku,name_es,description_es,price\n",
        b"sku;price\r",
        b"sep=;\nsku;price\n",
        b"price,name_es,,sku\n",
    ]
)


@QUIET
@given(header=HEADERS, content=BYTES)
def test_any_bytes_end_in_rows_within_the_file_or_in_a_line_that_says_why(header, content):
    lines = list(lines_if_any(header + content))
    for read in (csv_reader.read_rows, jsonl_reader.read_rows):
        rows, why = rows_or_reason(read, lines)
        assert not why or why.startswith("line ")
        check(rows, lines)


@QUIET
@given(content=BYTES, delimiter=st.sampled_from(",;\t|"))
def test_every_line_is_in_one_record_or_put_back_for_another(content, delimiter):
    lines = list(lines_if_any(content))
    records = list(
        read_records(LineSource(iter(lines)), delimiter, lambda cells, _: len(cells) > 2)
    )
    check_numbers([record.number for record in records], lines)
    assert all(record.fault or record.cells for record in records)
    assert [record.number for record in records[:1]] == [line.number for line in lines[:1]]


def lines_if_any(content: bytes):
    try:
        yield from with_lines(content)
    except FileUnreadable:
        # What is foreign, or damaged gzip, has no lines.
        return


def rows_or_reason(read: ReadRows, lines: list[Line]) -> tuple[list[Row], str]:
    try:
        return list(read(iter(lines))), ""
    except FileUnreadable as unreadable:
        return [], str(unreadable)


def check(rows: list[Row], lines: list[Line]) -> None:
    check_numbers([row.number for row in rows], lines)
    for row in rows:
        assert all(fault.field and fault.description for fault in row.faults)
        # It can be sent.
        row.draft.SerializeToString()


def check_numbers(numbers: list[int], lines: list[Line]) -> None:
    """No record is counted twice, and each begins on a line of the file."""
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= {line.number for line in lines}
