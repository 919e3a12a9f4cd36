"""What is said of a part that died."""

import json

import pytest

from local.supervisor import describe_exit, last_message


@pytest.mark.parametrize(
    ("status", "words"), [(1, "exit status 1"), (-9, "SIGKILL"), (-35, "signal 35")]
)
def test_an_ending_is_a_status_or_a_signal(status: int, words: str):
    assert describe_exit(status) == words


def test_the_last_words_of_a_json_log_are_its_message():
    assert last_message(["{}", json.dumps({"level": "INFO", "message": "serving"})]) == "serving"


def test_the_last_words_after_a_traceback_are_the_exception():
    record = {"message": "unforeseen", "exc_info": "Traceback:\n  File\nKeyError: 'x'"}
    assert last_message([json.dumps(record)]) == "unforeseen: KeyError: 'x'"


def test_the_last_words_of_any_other_log_are_its_last_line_cut_to_fit():
    assert last_message(["first", "ValueError: no"]) == "ValueError: no"
    assert len(last_message(["x" * 500])) == 200
    assert last_message([]) == ""
