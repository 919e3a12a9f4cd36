"""Prices and stock as spreadsheets write them."""

import pytest

from catalog.load import csv_reader
from catalog.load.line_reader import Line
from catalog.load.row import Row
from catalog.load.stock_text import parse_stock


def read(*lines: str) -> list[Row]:
    return list(csv_reader.read_rows(Line(n, text) for n, text in enumerate(lines, start=1)))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("0", 0),
        ("007", 7),
        (" 3 ", 3),
        ("3.0", 3),
        ("3,00", 3),
        ("0.000", 0),
        ("1.000.000", 1_000_000),
        ("1,000.0", 1000),
        ("1.000,00", 1000),
        ("1 000", 1000),
        ("12\u00a0000", 12_000),
        ("٣", 3),
        ("\u200e5\u200b", 5),
        ("\ufeff1\u00ad0", 10),
        ("1000000000", 1_000_000_000),
    ],
)
def test_stock_with_one_reading_is_read(text, units):
    assert parse_stock(text) == units


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1,000", "1 or 1000"), ("1.000", "1 or 1000"), ("12,345", "12.345 or 12345")],
)
def test_stock_with_two_readings_is_refused_with_both(text, readings):
    assert readings in str(parse_stock(text))


@pytest.mark.parametrize(
    "text",
    ["-2", "2.5", "3.", "in stock", "1e3", "1,00,000", "1,000,00", "9999999999", "1.000.00", "½"],
)
def test_what_is_no_number_of_units_is_refused(text):
    assert "must be a whole number" in str(parse_stock(text))


def test_a_decimal_comma_is_read_and_an_ambiguous_price_is_refused_with_both_readings():
    rows = read(
        "sku;name_es;price", "A-1;a;149,90", "A-2;b;1.149,90", "A-3;c;149,90 €", "A-4;d;1.290"
    )
    assert [row.draft.price.amount for row in rows[:3]] == [14990, 114990, 14990]
    [fault] = rows[3].faults
    assert fault.field == "price"
    assert "1,29" in fault.description
    assert "1290" in fault.description


@pytest.mark.parametrize("price", ["1.290", "12.990", "1.000", "1.234"])
def test_a_thousands_dot_is_not_taken_for_decimals(price):
    [row] = read("sku,name_es,price", f"A-1,a,{price}")
    assert [fault.field for fault in row.faults] == ["price"]
