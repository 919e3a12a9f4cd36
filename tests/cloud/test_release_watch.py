"""Which alarms CloudFormation watches during a release, and what is said of a rollback."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from small_store import ALARMS, STORE, Store, alarm_arn, build_bundle

from cloudformation.deployment.deploy_store import deploy
from cloudformation.deployment.release_watch import ReleaseWatch, explain_rollback

pytestmark = pytest.mark.cloud
ERRORS, SLOW = map(alarm_arn, ALARMS)


@pytest.fixture
def store(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name in ("set_up_databases", "_invalidate"):
        monkeypatch.setattr(f"cloudformation.deployment.deploy_store.{name}", lambda *_: None)
    return small_store


@pytest.fixture
def asked(store: Store) -> list[Mapping[str, Any]]:
    """Return a list that gets the RollbackConfiguration of each change of the services."""
    configurations: list[Mapping[str, Any]] = []

    def note(params: Mapping[str, Any], **_: object) -> None:
        if params["StackName"] == f"{STORE.prefix}-services":
            configurations.append(params["RollbackConfiguration"])
        else:
            assert "RollbackConfiguration" not in params

    events = store.account.client("cloudformation").meta.events
    events.register("before-parameter-build.cloudformation.CreateChangeSet", note)
    return configurations


def release(store: Store, folder: Path, page: bytes) -> None:
    store.reported.clear()
    deploy(store.account, build_bundle(folder, page))


def watched(configuration: Mapping[str, Any]) -> list[str]:
    triggers = configuration["RollbackTriggers"]
    assert {trigger["Type"] for trigger in triggers} <= {"AWS::CloudWatch::Alarm"}
    return [trigger["Arn"] for trigger in triggers]


def test_a_release_is_watched_as_soon_as_its_alarms_exist(
    store: Store, asked: list[Mapping[str, Any]], tmp_path: Path
) -> None:
    release(store, tmp_path, b"one")
    # An empty list, not none: CloudFormation would take that of the last update.
    assert asked == [{"RollbackTriggers": [], "MonitoringTimeInMinutes": 0}]
    assert any(line.startswith("  not watched: the alarms") for line in store.reported)

    release(store, tmp_path, b"two")
    assert watched(asked[-1]) == [ERRORS, SLOW]
    assert asked[-1]["MonitoringTimeInMinutes"] == 10


def test_an_alarm_that_sounds_already_does_not_hold_up_the_release_that_mends_it(
    store: Store, asked: list[Mapping[str, Any]], tmp_path: Path
) -> None:
    release(store, tmp_path, b"one")
    cloudwatch = store.account.client("cloudwatch")
    name = ERRORS.rpartition(":")[2]
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    release(store, tmp_path, b"two")
    assert watched(asked[-1]) == [SLOW]
    assert f"  not watched, it sounds already: {name}: it is ReleaseErrors" in store.reported


def test_an_alarm_that_somebody_has_deleted_fails_no_update(
    store: Store, asked: list[Mapping[str, Any]], tmp_path: Path
) -> None:
    release(store, tmp_path, b"one")
    store.account.client("cloudwatch").delete_alarms(AlarmNames=[SLOW.rpartition(":")[2]])
    release(store, tmp_path, b"two")
    assert watched(asked[-1]) == [ERRORS]


def test_who_may_not_read_alarms_deploys_all_the_same(
    store: Store, asked: list[Mapping[str, Any]], tmp_path: Path
) -> None:
    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "DescribeAlarms")

    release(store, tmp_path, b"one")
    events = store.account.client("cloudwatch").meta.events
    events.register("before-call.cloudwatch.DescribeAlarms", refuse)
    release(store, tmp_path, b"two")
    assert watched(asked[-1]) == []
    assert "  not watched: alarms may not be read; a person must deploy once" in store.reported


def test_the_alarm_that_cloudformation_names_is_explained(store: Store, tmp_path: Path) -> None:
    release(store, tmp_path, b"one")
    watch = ReleaseWatch((ERRORS, SLOW), 10, ())
    name = SLOW.rpartition(":")[2]
    assert explain_rollback(store.account, watch, f"the stack is {SLOW}") == [
        f"the release was taken back by the alarm {name}: it is ReleaseSlow"
    ]
    assert explain_rollback(store.account, watch, "a machine has not signalled") == []
    cloudwatch = store.account.client("cloudwatch")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    assert explain_rollback(store.account, watch, "a machine has not signalled") == [
        f"an alarm sounds: {name}: it is ReleaseSlow"
    ]
