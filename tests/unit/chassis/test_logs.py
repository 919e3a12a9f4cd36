"""Logs, ids and money."""

import json
import logging
from uuid import UUID

import pytest

from chassis import logs
from chassis.ids import new_id, parse_id
from chassis.money import Money, from_proto, to_proto
from chassis.request_context import request_id


@pytest.fixture
def root(monkeypatch):
    logger = logging.getLogger()
    monkeypatch.setattr(logger, "handlers", [])
    level = logger.level
    yield logger
    logger.setLevel(level)


def test_a_log_line_is_one_json_object_with_the_request_it_belongs_to(root, capsys):
    logs.configure("orders")
    token = request_id.set("abc-1")
    try:
        logging.getLogger("tienda.x").warning("two\nlines", extra={"ms": 3})
    finally:
        request_id.reset(token)
    line = json.loads(capsys.readouterr().err)
    assert line.pop("time")
    assert line == {
        "service": "orders",
        "level": "WARNING",
        "logger": "tienda.x",
        "message": "two\nlines",
        "ms": 3,
        "request_id": "abc-1",
    }


def test_a_log_outside_any_request_has_no_request_id(root, capsys):
    logs.configure("orders", "WARNING")
    logging.getLogger("tienda.x").info("not told")
    logging.getLogger("tienda.x").error("Muñoz")
    written = capsys.readouterr().err
    assert "Muñoz" in written
    assert "request_id" not in json.loads(written)


def test_a_row_that_the_database_quotes_is_withheld(root, capsys):
    logs.configure("orders")
    said = "violates a rule\nDETAIL:  Failing row contains (Ana, ana@example.com,\n Madrid)."

    error = RuntimeError(f"{said}\n[SQL: INSERT INTO orders]")
    error.__cause__ = ValueError(said)
    logging.getLogger("tienda.x").error("unforeseen", exc_info=error)
    trace = json.loads(capsys.readouterr().err)["exc_info"]
    assert trace.count("violates a rule\nDETAIL: withheld") == 2
    assert "[SQL: INSERT INTO orders]" in trace
    assert "RuntimeError" in trace
    for private in ("Ana", "ana@", "Madrid"):
        assert private not in trace


def test_a_traceback_of_any_length_leaves_the_line_json_with_what_was_raised_at_its_end(
    root, capsys
):
    logs.configure("orders")
    error = RuntimeError("began " + "ñ" * 500_000 + " ended")
    logging.getLogger("tienda.x").error("unforeseen", exc_info=error)
    line = capsys.readouterr().err
    assert len(line.encode()) < 200_000
    trace = json.loads(line)["exc_info"]
    assert trace.startswith("RuntimeError: began")
    assert trace.endswith("ended")
    assert "characters left out" in trace


def test_ids_sort_by_the_time_they_were_made():
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}


@pytest.mark.parametrize("text", ["", "mesa", "{" + str(UUID(int=1)) + "}", UUID(int=1).hex])
def test_an_id_has_one_spelling(text):
    assert parse_id(text) is None
    assert parse_id(str(UUID(int=1))) == UUID(int=1)


def test_money_keeps_its_minor_units():
    price = Money(14990, "EUR")
    assert price.times(3) == Money(44970, "EUR")
    assert from_proto(to_proto(price)) == price
