"""The state of a product in a file."""

import json

import pytest

from catalog.load import csv_reader, jsonl_reader
from catalog.load.line_reader import Line
from catalog.load.row import Row
from tienda.catalog.v1 import product_pb2

CASES = [
    ("draft", product_pb2.PRODUCT_STATE_DRAFT),
    ("active", product_pb2.PRODUCT_STATE_ACTIVE),
    ("archived", product_pb2.PRODUCT_STATE_ARCHIVED),
    ("Archived", product_pb2.PRODUCT_STATE_ARCHIVED),
    ("", product_pb2.PRODUCT_STATE_UNSPECIFIED),
]


def read_csv(state: str) -> Row:
    texts = ("sku,price,state", f"A,1.50,{state}")
    [row] = csv_reader.read_rows(Line(n, text) for n, text in enumerate(texts, start=1))
    return row


def read_jsonl(state: object) -> Row:
    [row] = jsonl_reader.read_rows(iter([Line(1, json.dumps({"sku": "A", "state": state}))]))
    return row


@pytest.mark.parametrize(("text", "code"), CASES)
def test_a_state_is_read_in_either_format_and_need_not_be_there(text, code):
    for row in (read_csv(text), read_jsonl(text)):
        assert (row.faults, row.draft.state) == ((), code)
    assert read_jsonl(None).draft.state == product_pb2.PRODUCT_STATE_UNSPECIFIED


@pytest.mark.parametrize("text", ["borrador", "1", "draft,", "archived!", "published"])
def test_another_word_is_refused_with_the_words_that_there_are(text):
    for row in (read_csv(f'"{text}"'), read_jsonl(text)):
        [fault] = row.faults
        assert fault.field == "state"
        assert fault.description == "must be one of draft, active, archived"


def test_a_state_that_is_no_text_is_refused():
    [fault] = read_jsonl(3).faults
    assert (fault.field, fault.description) == ("state", "must be a text")
