"""The first machine of a release in its group signals late; the others do not wait."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloudformation.machine.first_machine import wait_as_first

pytestmark = pytest.mark.cloud
GROUP = "/tienda/demo/users"
ONE, TWO = (f"releases/{digits * 32}.tar" for digits in ("ab", "cd"))


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("logs", "eu-west-1")
        client.create_log_group(logGroupName=GROUP)
        yield client


def waits(logs: Any, key: str, machine: str = "i-1") -> list[float]:
    slept: list[float] = []
    wait_as_first(logs, GROUP, key, machine, 300.0, slept.append)
    return slept


def test_a_new_store_is_not_kept_waiting(logs: Any) -> None:
    assert waits(logs, ONE, "i-1") == []
    assert waits(logs, ONE, "i-2") == []


def test_the_first_machine_of_a_later_release_waits_and_no_other_does(logs: Any) -> None:
    waits(logs, ONE)
    assert waits(logs, TWO, "i-2") == [300.0]
    assert waits(logs, TWO, "i-3") == []
    assert waits(logs, ONE, "i-4") == [], "a release that is returned to has been first before"


def test_a_release_that_was_taken_back_from_its_first_machine_is_watched_again(logs: Any) -> None:
    def end(_: float) -> None:
        raise KeyboardInterrupt

    waits(logs, ONE)
    with pytest.raises(KeyboardInterrupt):
        wait_as_first(logs, GROUP, TWO, "i-2", 300.0, end)
    assert waits(logs, TWO, "i-3") == [300.0]


def test_a_machine_without_its_log_serves_all_the_same(logs: Any) -> None:
    logs.delete_log_group(logGroupName=GROUP)
    assert waits(logs, ONE) == []
