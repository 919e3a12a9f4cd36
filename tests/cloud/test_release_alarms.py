"""The alarms that take a release back: few, quick, and silent about the update itself."""

import json
import re

from cloudformation.config.settings import SERVICES
from cloudformation.stacks.observability.release_alarms import MAX_ALARMS, OUTPUT
from tests.cloud.resolved_stacks import (
    ACCOUNT,
    Json,
    ResolvedStack,
    build_environment,
    resolve_stacks,
)

MAX_METRICS = 10
"""How many metrics and expressions an alarm may have."""


def release_alarms(stacks: dict[str, ResolvedStack]) -> dict[str, Json]:
    alarms = stacks["observability"].of_type("AWS::CloudWatch::Alarm")
    return {title: each for title, each in alarms.items() if title.startswith("Release")}


def test_cloudformation_can_watch_all_of_them(stacks: dict[str, ResolvedStack]) -> None:
    alarms = release_alarms(stacks)
    assert 3 < len(alarms) <= MAX_ALARMS
    arns = stacks["observability"].outputs[OUTPUT].split(",")
    names = [arn.partition(f":{ACCOUNT}:alarm:")[2] for arn in arns]
    assert sorted(names) == sorted(alarm["AlarmName"] for alarm in alarms.values())


def test_they_sound_within_minutes_and_not_for_want_of_requests(
    stacks: dict[str, ResolvedStack],
) -> None:
    for title, alarm in release_alarms(stacks).items():
        assert alarm["TreatMissingData"] == "notBreaching", title
        assert alarm["EvaluationPeriods"] <= 5, title
        metrics = alarm.get("Metrics", [])
        assert len(metrics) <= MAX_METRICS, title
        assert [each["ReturnData"] for each in metrics].count(True) == bool(metrics), title
        periods = {each["MetricStat"]["Period"] for each in metrics if "MetricStat" in each}
        assert (periods or {alarm["Period"]}) == {60}, title
        names = {each["Id"] for each in metrics}
        for each in metrics:
            used = set(re.findall(r"\b[a-z]\w+", each.get("Expression", "")))
            assert used <= names, title


def test_every_target_group_is_watched_for_errors_and_for_health(
    stacks: dict[str, ResolvedStack],
) -> None:
    groups = {stacks["services"].outputs[f"{service.title()}TargetGroup"] for service in SERVICES}
    alarms = release_alarms(stacks)
    for title, name in (
        ("ReleaseErrors", "HTTPCode_Target_5XX_Count"),
        ("ReleaseUnhealthy", "HealthyHostCount"),
    ):
        metrics = [
            each["MetricStat"]["Metric"]
            for each in alarms[title]["Metrics"]
            if "MetricStat" in each
        ]
        watched = {
            dimension["Value"]
            for metric in metrics
            if metric["MetricName"] == name
            for dimension in metric["Dimensions"]
            if dimension["Name"] == "TargetGroup"
        }
        assert watched == groups, title


def test_a_machine_that_still_starts_sounds_no_alarm() -> None:
    alarms = release_alarms(resolve_stacks(build_environment("medium")))
    # It is unhealthy until it serves, and an update has such machines all the time.
    assert "UnHealthyHostCount" not in json.dumps(alarms)
    [expression] = [
        each["Expression"] for each in alarms["ReleaseUnhealthy"]["Metrics"] if "Expression" in each
    ]
    assert expression.count("< 3, 1, 0)") == len(SERVICES)
