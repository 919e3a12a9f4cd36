"""The readers of files: which rows are read, and which are rejected."""

import gzip
import json
from pathlib import Path

import pytest

from catalog.load import csv_reader, jsonl_reader
from catalog.load.field_names import name_in_file
from catalog.load.line_reader import MAX_LINE, FileUnreadable, Line, LineReader
from catalog.load.row import Row

ROW = {
    "sku": "MESA-1",
    "slug": "mesa",
    "names": {"es": "Mesa", "en": "Table"},
    "descriptions": {"es": "De roble."},
    "category": [{"slug": "muebles", "names": {"es": "Muebles"}}, {"slug": "mesas"}],
    "price": {"amount": 14990, "currency": "EUR"},
    "brand": "Serra",
    "attributes": {"es": {"Material": "Roble", "Alto": "75 cm"}},
    "images": [{"sources": [{"key": "a.webp", "width": 4, "height": 3}], "alts": {"es": "Mesa"}}],
    "stock": 7,
}


def lines_of(tmp_path: Path, content: bytes, name: str = "x") -> list[Line]:
    path = tmp_path / name
    path.write_bytes(content)
    reader = LineReader(path)
    try:
        lines = list(reader.lines())
        assert reader.position == reader.size
        return lines
    finally:
        reader.close()


def faults(row: Row) -> list[tuple[int, str]]:
    return [(row.number, fault.field) for fault in row.faults]


def test_a_bad_line_has_a_fault_and_the_next_one_is_read(tmp_path):
    content = b"\xef\xbb\xbfone\r\n\xff\n\0\n" + b"x" * (MAX_LINE * 3) + b"\nlast"
    lines = lines_of(tmp_path, content)
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert [line.text for line in lines] == ["one", "\ufffd", "\0", "", "last"]
    assert [bool(line.fault) for line in lines] == [False, True, True, True, False]


def test_a_compressed_file_is_read_and_a_damaged_one_is_not(tmp_path):
    compressed = gzip.compress(b"one\ntwo\n" * 1000)
    assert len(lines_of(tmp_path, compressed, "x.gz")) == 2000
    for damaged in (compressed[:-20], b"not gzip"):
        with pytest.raises(FileUnreadable):
            lines_of(tmp_path, damaged, "x.gz")
    with pytest.raises(FileUnreadable):
        LineReader(tmp_path / "missing")
    with pytest.raises(FileUnreadable):
        LineReader(tmp_path)


def read_json(*rows: object) -> list[Row]:
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return list(jsonl_reader.read_rows(Line(n, text) for n, text in enumerate(texts, start=1)))


def test_a_row_of_jsonl_is_read_whole():
    [row] = read_json(ROW)
    assert (row.number, row.stock, row.faults) == (1, 7, ())
    draft = row.draft
    assert (draft.sku, draft.slug, draft.brand) == ("MESA-1", "mesa", "Serra")
    assert draft.texts["es"].description == "De roble."
    assert draft.texts["en"].name == "Table"
    assert [(a.name, a.value) for a in draft.texts["es"].attributes] == [
        ("Material", "Roble"),
        ("Alto", "75 cm"),
    ]
    assert [category.slug for category in draft.categories] == ["muebles", "mesas"]
    assert (draft.price.amount, draft.price.currency_code) == (14990, "EUR")
    assert draft.images[0].sources[0].key == "a.webp"
    assert draft.images[0].alts["es"] == "Mesa"


def test_blank_lines_are_skipped():
    assert [row.number for row in read_json("", ROW, "  ", ROW)] == [2, 4]


@pytest.mark.parametrize(
    "text", ["{", "[]", "1", "nul", '{"stock": NaN}', '{"stock": %s}' % ("9" * 5000), "[" * 100_000]
)
def test_a_line_that_is_no_json_object_is_rejected(text):
    [bad, good] = read_json(text, ROW)
    assert (1, "row") in faults(bad)
    assert not good.faults


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"nombre": "Mesa"}, ["nombre"]),
        ({"sku": 5}, ["sku"]),
        ({"names": "Mesa"}, ["names"]),
        ({"names": {"es": 1}}, ["names.es"]),
        ({"names": {"es": "\ud800"}}, ["names.es"]),
        ({"category": "mesas"}, ["category"]),
        ({"category": ["mesas"]}, ["category.0"]),
        ({"category": [{"slug": "mesas", "name": "Mesas"}]}, ["category.0.name"]),
        ({"price": 149.9}, ["price"]),
        ({"price": {"amount": 149.9, "currency": "EUR"}}, ["price.amount"]),
        ({"price": {"amount": 2**64, "currency": "EUR"}}, ["price.amount"]),
        ({"price": {"amount": True, "currency": "EUR"}}, ["price.amount"]),
        ({"stock": -1}, ["stock"]),
        ({"stock": "7"}, ["stock"]),
        ({"images": [{"sources": [{"key": "a", "width": 2**31}]}]}, ["images.0.sources.0.width"]),
        ({"sku": 5, "brand": 5}, ["sku", "brand"]),
    ],
)
def test_each_wrong_field_has_a_fault(changes, fields):
    [row] = read_json(ROW | changes)
    assert [field for _, field in faults(row)] == fields


HEADER = (
    "sku,name_es,category,category_names_es,price,stock,attribute_es:Material,attribute_es:Alto"
)


def read_csv(*texts: str) -> list[Row]:
    return list(csv_reader.read_rows(Line(n, text) for n, text in enumerate(texts, start=1)))


def test_a_row_of_csv_is_read_whole():
    [row] = read_csv(
        HEADER, 'M-1,"Mesa ""Duero"", roble",muebles/mesas,Muebles/Mesas,149.90,7,Roble,'
    )
    assert (row.number, row.stock, row.faults) == (2, 7, ())
    assert row.draft.texts["es"].name == 'Mesa "Duero", roble'
    assert "en" not in row.draft.texts
    assert [(a.name, a.value) for a in row.draft.texts["es"].attributes] == [("Material", "Roble")]
    assert [(c.slug, c.names["es"]) for c in row.draft.categories] == [
        ("muebles", "Muebles"),
        ("mesas", "Mesas"),
    ]
    assert (row.draft.price.amount, row.draft.price.currency_code) == (14990, "EUR")


def test_a_cell_in_quotes_may_go_over_lines_and_semicolons_may_separate_cells():
    rows = read_csv("sku;name_es;price", 'M-1;"Mesa', 'de; pie";1', "", "M-2;Silla;2")
    assert [row.number for row in rows] == [2, 5]
    assert rows[0].draft.texts["es"].name == "Mesa\nde; pie"


def test_a_quote_that_is_never_closed_rejects_its_own_row_alone():
    rows = read_csv("sku,name_es,price", 'M-1,"Mesa,1', "M-2,Silla,2", "M-3,Banco,3")
    assert [faults(row) for row in rows] == [[(2, "row")], [], []]
    assert [row.draft.sku for row in rows[1:]] == ["M-2", "M-3"]


@pytest.mark.parametrize(
    ("price", "currency", "amount"),
    [
        ("149.9", "EUR", 14990),
        ("149", "EUR", 14900),
        ("1500", "JPY", 1500),
        ("1,234", "KWD", 1234),
        ("1.234", "KWD", None),
        ("149,90", "EUR", 14990),
        ("1.234", "EUR", None),
        ("-1", "EUR", None),
        ("", "EUR", None),
        ("1e3", "EUR", None),
        ("NaN", "EUR", None),
    ],
)
def test_a_price_is_read_in_minor_units_of_its_currency(price, currency, amount):
    [row] = read_csv("sku;currency;price", f"M-1;{currency};{price}")
    assert [fault.field for fault in row.faults] == ([] if amount else ["price"])
    if amount:
        assert row.draft.price.amount == amount


@pytest.mark.parametrize("currency", ["XTS", "eur", "Euro", "ZZZ"])
def test_an_unknown_currency_is_a_fault_of_its_column(currency):
    [row] = read_csv("sku;currency;price", f"M-1;{currency};1.50")
    assert faults(row) == [(2, "currency")]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ("M-1,Mesa", "row"),
        ("M-1,Mesa,a,A,1,x,,", "stock"),
        ("M-1,Mesa,a,A,1,9999999999,,", "stock"),
        ("M-1,Mesa,a/b,A,1,1,,", "category_names_es"),
        ('M-1,"Mesa"x,a,A,1,1,,', "row"),
    ],
)
def test_a_bad_record_is_rejected(record, field):
    [row] = read_csv(HEADER, record)
    assert faults(row) == [(2, field)]


@pytest.mark.parametrize("header", ["sku,price,nombre", "sku,name_es", "sku,price,sku", ""])
def test_a_bad_header_is_reported_once(header):
    with pytest.raises(FileUnreadable, match="line 1"):
        read_csv(header, *(["M-1,1,x"] if header else []))


@pytest.mark.parametrize(
    ("path", "in_jsonl", "in_csv"),
    [
        ("sku", "sku", "sku"),
        ("texts", "names", "name_es"),
        ("texts.en.name", "names.en", "name_en"),
        ("texts.es.description", "descriptions.es", "description_es"),
        ("texts.es.attributes.0.value", "attributes.es", "attribute_es"),
        ("categories.1.slug", "category.1.slug", "category"),
        ("categories.1.names.en", "category.1.names.en", "category_names_en"),
        ("price.amount", "price.amount", "price"),
        ("price.currency_code", "price.currency", "currency"),
        ("images.0.sources", "images.0.sources", "images.0.sources"),
    ],
)
def test_fields_have_the_names_of_the_file(path, in_jsonl, in_csv):
    names = (name_in_file(path, ".jsonl"), name_in_file(path, ".csv"))
    assert names == (in_jsonl, in_csv)
