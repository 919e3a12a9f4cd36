"""Where cells and records of a CSV file end: quotes, line ends, encodings, empty cells."""

import gzip
from pathlib import Path

import pytest

from catalog.load import csv_reader
from catalog.load.line_reader import MAX_LINE, FileUnreadable, LineReader
from catalog.load.row import Row

HEADER = "sku,name_es,description_es,price"


def read(tmp_path: Path, content: str | bytes, name: str = "x.csv") -> list[Row]:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    reader = LineReader(file)
    try:
        return list(csv_reader.read_rows(reader.lines()))
    finally:
        reader.close()


def names(rows: list[Row]) -> list[str]:
    return [row.draft.texts["es"].name for row in rows if not row.faults]


def refused(rows: list[Row]) -> dict[int, str]:
    return {row.number: fault.description for row in rows for fault in row.faults}


def test_a_quote_within_an_unquoted_cell_is_a_character_like_others(tmp_path):
    rows = read(
        tmp_path,
        f"{HEADER}\n"
        'A-1,Monitor 24",,1\nA-2,Ratón,,2\nA-3,Monitor 27",,3\n'
        'A-4,Marco 24" x 12",,4\nA-5,Tubo 3/4" - 2 m,"Dice ""sí""",5\n',
    )
    assert names(rows) == [
        'Monitor 24"',
        "Ratón",
        'Monitor 27"',
        'Marco 24" x 12"',
        'Tubo 3/4" - 2 m',
    ]
    assert rows[4].draft.texts["es"].description == 'Dice "sí"'
    assert not refused(rows)


def test_spaces_around_a_quoted_cell_are_not_its_text(tmp_path):
    [row] = read(
        tmp_path, 'sku, name_es, description_es, price\nA-1, "Mesa, baja" ,"De pino" , 9\n'
    )
    assert (row.faults, row.draft.texts["es"].name) == ((), "Mesa, baja")


def test_text_after_a_closing_quote_refuses_its_record_alone(tmp_path):
    rows = read(tmp_path, f'{HEADER}\nA-1,"Mesa \\"Duero\\"",,1\nA-2,Otra,,2\n')
    assert names(rows) == ["Otra"]
    assert "cell 2" in refused(rows)[2]


def test_an_open_quote_refuses_its_line_and_swallows_no_row(tmp_path):
    bad = 'A-1,"Mesa,De pino,1\n'
    good = "".join(f"A-{number},Silla {number},,2\n" for number in range(2, 9))
    for tail in ("", 'A-9,"Banco",,3\n', 'A-9,Banco 3",,3\n', 'A-9,"Banco"",,3\n'):
        rows = read(tmp_path, f"{HEADER}\n{bad}{good}{tail}")
        assert len(rows) == 8 + bool(tail)
        assert names(rows)[:7] == [f"Silla {number}" for number in range(2, 9)]
        assert 2 in refused(rows)


def test_a_quoted_cell_that_swallows_whole_rows_is_refused_though_it_is_closed(tmp_path):
    rows = read(
        tmp_path,
        f'{HEADER}\nA-1,Mesa,"Roble,100\nA-2,Banco,Pino,200\nA-3,Silla,Haya",300\nA-4,Cama,Olmo,4\n',
    )
    assert names(rows) == ["Banco", "Silla", "Cama"]
    assert list(refused(rows)) == [2]


def test_of_two_rows_with_an_open_quote_each_the_first_is_refused(tmp_path):
    rows = read(tmp_path, f'{HEADER}\nA-1,Mesa,"Roble,100\nA-2,Banco,Pino",200\nA-3,Cama,,3\n')
    assert names(rows) == ["Banco", "Cama"]
    assert list(refused(rows)) == [2]


def test_the_last_line_of_a_quoted_cell_may_have_as_many_cells_as_a_row(tmp_path):
    [row] = read(
        tmp_path,
        'sku,slug,name_es,description_es,price\nA-1,,Mesa,"De\nroble, haya, pino, olmo",1\n',
    )
    assert (row.faults, row.draft.price.amount) == ((), 100)


def test_lists_in_a_quoted_cell_are_its_own(tmp_path):
    [row] = read(tmp_path, f'{HEADER}\nA-1,Mesa,"Medidas:\n30,40,50,60\nroble, haya, pino",1\n')
    description = row.draft.texts["es"].description
    assert (row.faults, description) == ((), "Medidas:\n30,40,50,60\nroble, haya, pino")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_lines_may_end_in_any_way_and_so_may_those_of_a_cell(tmp_path, end):
    text = end.join([HEADER, 'A-1,"Mesa', 'baja",,1', "A-2,Silla,,2", ""])
    rows = read(tmp_path, text)
    assert [row.draft.sku for row in rows] == ["A-1", "A-2"]
    assert rows[0].draft.texts["es"].name.split() == ["Mesa", "baja"]


def test_line_ends_may_be_mixed_and_lines_are_numbered_by_them(tmp_path):
    rows = read(tmp_path, f"{HEADER}\r\nA-1,a,,1\rA-2,b,,2\nA-3,c,,3\r\nA-4,d,,x\r")
    assert [row.number for row in rows] == [2, 3, 4, 5]
    assert list(refused(rows)) == [5]


def test_long_files_of_every_line_end_are_read_across_chunks(tmp_path):
    for end in ("\n", "\r\n", "\r"):
        lines = [HEADER, *(f"A-{number},Mesa {number},,1" for number in range(20_000))]
        assert len(read(tmp_path, end.join(lines))) == 20_000


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(tmp_path):
    for end in ("\n", "\r"):
        long = "A-1," + "x" * MAX_LINE * 2
        rows = read(tmp_path, end.join([HEADER, long, "A-2,Mesa,,1"]))
        assert (list(refused(rows)), names(rows)) == ([2], ["Mesa"])


TABLE = f"{HEADER}\nA-1,Cojín,,1.50\nA-2,Silla €,,2\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        gzip.compress(TABLE.encode("utf-16")),
        TABLE.replace(",", "\t").encode("utf-16"),
    ],
)
def test_utf_8_and_utf_16_are_read_with_and_without_a_mark_and_gzip_by_its_content(
    tmp_path, content
):
    assert names(read(tmp_path, content)) == ["Cojín", "Silla €"]


def test_half_a_character_at_the_end_of_utf_16_refuses_the_last_record(tmp_path):
    rows = read(tmp_path, TABLE.rstrip().encode("utf-16") + b"x")
    assert (list(refused(rows)), names(rows)) == ([3], ["Cojín"])


def test_windows_1252_is_refused_row_by_row_and_what_to_do_is_said(tmp_path):
    rows = read(tmp_path, f"{HEADER}\nA-1,Lámpara,,1\nA-2,Mesa,,2\n".encode("cp1252"))
    assert refused(rows) == {2: "must be UTF-8: byte 6 is not; save the file as UTF-8"}
    assert names(rows) == ["Mesa"]


def test_a_byte_that_is_no_text_within_a_quoted_cell_refuses_that_record_once(tmp_path):
    rows = read(
        tmp_path, f'{HEADER}\nA-1,Mesa,"Uno\nL\xe1mpara\ntres",1\nA-2,Silla,,2\n'.encode("cp1252")
    )
    assert list(refused(rows)) == [2]
    assert "(line 3)" in refused(rows)[2]
    assert names(rows) == ["Silla"]


def test_records_of_empty_cells_are_passed_over(tmp_path):
    rows = read(tmp_path, f'{HEADER}\n,,,\nA-1,Mesa,,1\n , ,"",\n,,,,,\n\nA-2,Silla,,2\n')
    assert [(row.number, row.draft.sku) for row in rows] == [(3, "A-1"), (7, "A-2")]


def test_columns_without_a_name_must_be_empty(tmp_path):
    rows = read(
        tmp_path, f"{HEADER},,\nA-1,Mesa,,1,,\nA-2,Silla,,2\nA-3,Cama,,3,,x\nA-4,Sofá,,4,,,y\n"
    )
    assert names(rows) == ["Mesa", "Silla"]
    assert refused(rows) == {
        4: "cell 6 must be empty: the header has no name there",
        5: 'must have 6 cells as the header has, not 7; a cell with "," in it is written in quotes',
    }


@pytest.mark.parametrize(
    "head",
    [
        "sep=;\nsku;name_es;price",
        '"sep=;"\nsku;name_es;price',
        "SEP=;\r\n\r\nsku;name_es;price",
        "\n\n;;\nsku;name_es;price",
        "sku\tname_es\tprice",
        "sku|name_es|price",
        " SKU ;Name_ES;\u200bprice",
        "\ufeff\ufeffsku;name_es;price",
        '"sku";"name_es";"price"',
    ],
)
def test_a_header_is_known_by_its_columns_whatever_stands_around_them(tmp_path, head):
    delimiter = next(char for char in ";\t|" if char in head.splitlines()[-1])
    rows = read(tmp_path, f"{head}\n{delimiter.join(['A-1', 'Mesa', '1'])}\n")
    assert (names(rows), refused(rows)) == (["Mesa"], {})


def test_the_delimiter_is_the_one_that_gives_known_columns(tmp_path):
    rows = read(tmp_path, "sku,name_es,price,attribute_es:Alto; ancho; fondo; peso\nA-1,Mesa,1,2\n")
    assert rows[0].draft.texts["es"].attributes[0].name == "Alto; ancho; fondo; peso"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1: the file is empty"),
        ("\ufeff", "line 1: the file is empty"),
        ('\nsku,name_es,"price\nA-1,Mesa,1\n', "line 2: must close the quote that it opens"),
        ("sku,price,Tama\xf1o\n".encode("cp1252"), "line 1: must be UTF-8"),
        ('[{"sku": "A-1"}]', "line 1: looks like JSON"),
        (b"PK\x03\x04\x14", "is a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1", "is an Excel workbook"),
        (b"%PDF-1.7", "is a PDF"),
        ("<!DOCTYPE html>", "is HTML"),
        (TABLE.encode("utf-32"), "is UTF-32"),
        (b"BZh91", "only gzip"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path, content, message):
    with pytest.raises(FileUnreadable) as refusal:
        read(tmp_path, content)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)
