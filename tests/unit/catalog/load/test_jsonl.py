"""JSONL as programs write it: floats, names twice, lists, line ends."""

import json

import pytest

from catalog.load import jsonl_reader
from catalog.load.line_reader import FileUnreadable, Line
from catalog.load.row import Row


def read(*texts: str) -> list[Row]:
    return list(jsonl_reader.read_rows(Line(n, text) for n, text in enumerate(texts, start=1)))


def test_a_whole_number_may_be_written_as_a_float():
    [row] = read('{"price": {"amount": 100.0, "currency": "EUR"}, "stock": 5.0}')
    assert (row.faults, row.draft.price.amount, row.stock) == ((), 100, 5)


def test_an_amount_with_decimals_is_told_what_minor_units_are():
    [row] = read('{"price": {"amount": 149.9}}')
    [fault] = row.faults
    assert (fault.field, "14990 for 149.90" in fault.description) == ("price.amount", True)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('{"sku":"A","sku":"B"}', ["sku"]),
        ('{"sku" :"A","sku":"B"}', ["sku"]),
        ('{"sku":"A \\":","sku":"B"}', ["sku"]),
        ('{"s\\u006bu":"A","sku":"B"}', ["sku"]),
        ('{"names":{"es":"a","es":"b"}}', ["names.es"]),
        (
            '{"category":[{"slug":"a","slug":"b","names":{"es":"A","es":"A"}}]}',
            ["category.0.slug", "category.0.names.es"],
        ),
        ('{"price":{"amount":1,"amount":2}}', ["price.amount"]),
        ('{"attributes":{"es":{"Alto":"1","Alto":"2"}}}', ["attributes.es.Alto"]),
        ('{"attributes":{"es":{"Alto":"1"},"es":{"Alto":"2"}}}', ["attributes.es"]),
        ('{"images":[{"sources":[{"key":"a","key":"b"}]}]}', ["images.0.sources.0.key"]),
    ],
)
def test_a_name_that_stands_there_twice_is_a_fault(text, fields):
    [row] = read(text)
    assert [fault.field for fault in row.faults] == fields
    assert all(fault.description == "must stand there once" for fault in row.faults)


def test_values_that_look_like_names_are_values():
    product = {"sku": "A", "names": {"es": '"sku":'}, "descriptions": {"es": 'dice "es": y " '}}
    for separators in ((",", ":"), (", ", ": "), (" , ", " : ")):
        [row] = read(json.dumps(product, separators=separators))
        assert not row.faults
        assert row.draft.texts["es"].name == '"sku":'


@pytest.mark.parametrize(
    ("lines", "advice"),
    [
        (['[{"sku": "A"}]'], ".[]"),
        (["", "[", '{"sku": "A"}', "]"], ".[]"),
        (["{", '"sku": "A"', "}"], "jq -c ."),
    ],
)
def test_one_document_over_a_file_is_refused_with_what_to_do(lines, advice):
    with pytest.raises(FileUnreadable) as refusal:
        list(
            jsonl_reader.refuse_one_document(Line(n, text) for n, text in enumerate(lines, start=1))
        )
    assert advice in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_with_an_object_a_line_is_no_document():
    lines = [Line(1, ""), Line(2, '{"sku": "A"}'), Line(3, "[")]
    assert list(jsonl_reader.refuse_one_document(iter(lines))) == lines
