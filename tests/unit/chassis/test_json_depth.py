"""How deep a document is nested is told without going down into it."""

import json

import pytest

from chassis.json_depth import MAX_DEPTH, is_too_deep


def nested(levels: int) -> bytes:
    return (
        b'{"a":[' * (levels // 2)
        + b"[" * (levels % 2)
        + b"1"
        + b"]" * (levels % 2)
        + (b"]}" * (levels // 2))
    )


@pytest.mark.parametrize("levels", [0, 1, 2, MAX_DEPTH - 1, MAX_DEPTH])
def test_what_is_deep_enough_is_read(levels: int):
    json.loads(nested(levels))
    assert not is_too_deep(nested(levels))


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, MAX_DEPTH + 2, 1000, 100_000])
def test_what_is_deeper_is_not(levels: int):
    assert is_too_deep(nested(levels))
    assert is_too_deep(b" [1, 2]," + nested(levels))


@pytest.mark.parametrize(
    "document",
    [
        b"[" + b"[1],{}," * 500 + b"2]",
        json.dumps([before + "[" * 100 for before in ("", '"', "\\", '\\"', "\n")]).encode(),
        b'"' + b"[" * 100,
        b'"\\' + b'"' + b"[" * 100,
    ],
    ids=["side by side", "in texts", "in a text without an end", "after an escaped quote"],
)
def test_brackets_that_open_nothing_inside_one_another_count_for_nothing(document: bytes):
    assert not is_too_deep(document)
