"""The alarms: what each counts in lines that the code writes, when it sounds, and what it says."""

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bff.http.middlewares import with_access_log as with_bff_access_log
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.logs import _Formatter
from chassis.outbox.outbox import OutboxMessage, Refused
from chassis.outbox.relay import MAX_ATTEMPTS_REFUSED, Relay
from chassis.rpc.interceptors import with_access_log
from cloudformation.config.settings import SERVICES
from cloudformation.config.sizes import SIZES
from cloudformation.machine import usage
from cloudformation.stacks.observability.queries import QUERIES
from tests.cloud.filter_patterns import matches
from tests.cloud.resolved_stacks import Json, ResolvedStack, build_environment, resolve_stacks

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPERATIONS = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text()
ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"


@pytest.fixture(scope="module")
def stacks() -> dict[str, ResolvedStack]:
    return resolve_stacks(build_environment("demo", notify_sender="tienda@shop.example"))


@pytest.fixture(scope="module")
def alarms(stacks: dict[str, ResolvedStack]) -> dict[str, Json]:
    return {
        title: each
        for stack in stacks.values()
        for kind in (ALARM, COMPOSITE)
        for title, each in stack.of_type(kind).items()
    }


def metrics_of(stacks: Mapping[str, ResolvedStack], line: str, group: str) -> set[str]:
    """Return the metrics that a line in a log group counts for."""
    return {
        each["MetricTransformations"][0]["MetricName"]
        for each in stacks["observability"].of_type("AWS::Logs::MetricFilter").values()
        if each["LogGroupName"] == f"/tienda/demo/{group}" and matches(each["FilterPattern"], line)
    }


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Return a function that returns the lines logged so far, as the processes write them."""
    caplog.set_level(logging.INFO)
    return lambda: [_Formatter("orders").format(record) for record in caplog.records]


def test_each_status_of_a_call_is_a_metric_and_the_stores_faults_are_counted(
    stacks: dict[str, ResolvedStack], lines: Any
) -> None:
    async def call(status: str) -> None:
        served = SimpleNamespace(method="/tienda.orders/PlaceOrder", status_name=lambda _: status)
        await with_access_log(served, lambda: asyncio.sleep(0))  # type: ignore[arg-type]

    for status in ("OK", "NOT_FOUND", "FAILED_PRECONDITION", "INTERNAL", "UNAVAILABLE"):
        asyncio.run(call(status))
    assert [metrics_of(stacks, line, "orders") for line in lines()] == [
        set(),
        {"Calls"},
        {"Calls"},
        {"Calls", "OrdersFailedCalls"},
        {"Calls", "OrdersFailedCalls"},
    ]


def test_an_order_counts_however_it_is_answered_and_fails_by_the_store_alone(
    stacks: dict[str, ResolvedStack], lines: Any
) -> None:
    async def request(method: str, route: str, status: int) -> None:
        resource = SimpleNamespace(canonical=route)
        match = SimpleNamespace(route=SimpleNamespace(resource=resource))

        async def handler(_: Any) -> Any:
            return SimpleNamespace(status=status)

        await with_bff_access_log(SimpleNamespace(method=method, match_info=match), handler)  # type: ignore[arg-type]

    for method, route, status in (
        ("POST", "/orders", 201),
        ("POST", "/orders", 409),
        ("POST", "/orders", 503),
        ("GET", "/orders", 500),
        ("POST", "/orders/{id}/undo", 500),
    ):
        asyncio.run(request(method, route, status))
    assert [metrics_of(stacks, line, "bff") for line in lines()] == [
        {"Orders"},
        {"Orders"},
        {"Orders", "FailedOrders"},
        set(),
        set(),
    ]


def test_a_buyer_who_is_told_late_or_never_counts_against_the_promise(
    stacks: dict[str, ResolvedStack], lines: Any
) -> None:
    def message(kind: str, waited: float, attempts: int = 1) -> OutboxMessage:
        created = NOW - timedelta(seconds=waited)
        return OutboxMessage(new_id(), kind, new_id(), {}, attempts, created)

    async def deliver(message: OutboxMessage, error: Exception | None = None) -> None:
        async def receiver(_: OutboxMessage) -> None:
            if error:
                raise error

        await Relay(None, receiver, lambda: NOW)._try(message)  # type: ignore[arg-type]  # noqa: SLF001 (without a database)

    refused = MAX_ATTEMPTS_REFUSED
    for each, error in (
        (message("tell.email.confirmed", 2.04), None),
        (message("tell.sms.shipped", 300.9), None),
        (message("tell.email.confirmed", 9), Unavailable("SES")),
        (message("tell.email.confirmed", 9, refused), Refused("no such address")),
        (message("order.confirmed", 900), None),
    ):
        asyncio.run(deliver(each, error))
    first, *_ = written = lines()
    assert json.loads(first)["waited"] == 2.0
    assert [metrics_of(stacks, line, "orders") for line in written] == [
        {"BuyersTold"},
        {"BuyersTold", "BuyersToldLate"},
        set(),
        {"BuyersTold", "BuyersToldLate"},
        set(),
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_a_machine_tells_its_memory_and_its_disk(
    stacks: dict[str, ResolvedStack], service: str
) -> None:
    line = usage.usage_line(service)
    expected = {"MachineLines", "MachineMemory", "MachineDisk"}
    assert metrics_of(stacks, line, service) == expected
    used = json.loads(line)
    assert 0 < used["memory_used"] < 100
    assert 0 <= used["disk_used"] <= 100
    assert usage.used_memory("MemTotal: 2000 kB\nMemFree: 1 kB\nMemAvailable: 500 kB") == 75.0


def test_whatever_a_failed_boot_printed_is_counted(stacks: dict[str, ResolvedStack]) -> None:
    assert metrics_of(stacks, "/tienda/demo/orders x.tar\nTraceback", "boots") == {"FailedBoots"}


def test_every_alarm_says_what_has_happened_and_what_to_do(alarms: dict[str, Json]) -> None:
    for title, alarm in alarms.items():
        assert len(alarm["AlarmDescription"]) <= 1024, title
        if alarm.get("AlarmActions"):
            assert alarm["AlarmDescription"].count(". ") >= 1, title


@pytest.mark.parametrize("size", SIZES)
def test_a_release_in_progress_sets_off_no_alarm_of_health(size: str) -> None:
    store = build_environment(size)
    alarms = resolve_stacks(store)["observability"].of_type(ALARM)
    # During a release there is always a machine that still starts.
    assert "UnHealthyHostCount" not in json.dumps(alarms)
    for service in SERVICES:
        alarm = alarms[f"{service.title()}Unhealthy"]
        assert (alarm["MetricName"], alarm["Statistic"]) == ("HealthyHostCount", "Maximum")
        assert alarm["ComparisonOperator"] == "LessThanThreshold"
        assert alarm["Threshold"] == store.fleet(service).least
        assert alarm["TreatMissingData"] == "breaching", "a group without machines sends nothing"


def test_alarms_that_count_in_logs_do_not_stay_silent_without_logs(
    alarms: dict[str, Json],
) -> None:
    for title in ("LogsMissing", "OutboxLate", "UsersOutboxLate"):
        assert alarms[title]["TreatMissingData"] == "breaching"
    # Four machines send five lines each: half of them are too few.
    assert alarms["LogsMissing"]["Threshold"] == 10


def test_credits_are_watched_where_there_are_any() -> None:
    small, medium = (
        {
            title: alarm["Threshold"]
            for title, alarm in resolve_stacks(build_environment(size))["observability"]
            .of_type(ALARM)
            .items()
            if title.endswith("Credits")
        }
        for size in ("small", "medium")
    )
    assert small == {f"{name.title()}Credits": 144 for name in SERVICES} | {"DatabaseCredits": 5}
    assert medium == {}


def sounds(alarms: Mapping[str, Json], title: str, counts: Mapping[int, tuple[int, int]]) -> bool:
    """Whether a combined alarm sounds, by how many of how many failed over each period."""
    rule = alarms[title]["AlarmRule"].replace("AND", "and").replace("OR", "or")

    def state(part: re.Match[str]) -> str:
        alarm = alarms[part[1].removeprefix("tienda-demo-")]
        formula = alarm["Metrics"][-1]["Expression"].replace("IF", "_if").replace("FILL", "_fill")
        (period,) = {each["MetricStat"]["Period"] for each in alarm["Metrics"][:-1]}
        failed, every = counts[period]
        names = {
            "failed": failed or None,
            "every": every or None,
            "_fill": lambda value, default: default if value is None else value,
            "_if": lambda condition, then, otherwise: then if condition else otherwise,
        }
        return str(eval(formula, names) > alarm["Threshold"])  # noqa: S307 (our own template)

    return bool(eval(re.sub(r'ALARM\("([^"]+)"\)', state, rule)))  # noqa: S307 (likewise)


PERIODS = (300, 1800, 3600, 7200, 6 * 3600, 24 * 3600)


@pytest.mark.parametrize(
    ("title", "counts", "expected"),
    [
        # All is well; nothing was bought at all.
        ("OrdersAnswered", dict.fromkeys(PERIODS, (0, 1000)), (False, False)),
        ("OrdersAnswered", dict.fromkeys(PERIODS, (0, 0)), (False, False)),
        # 2 % fail, and go on failing.
        ("OrdersAnswered", dict.fromkeys(PERIODS, (20, 1000)), (True, True)),
        # The same, but it is over.
        (
            "OrdersAnswered",
            {**dict.fromkeys(PERIODS, (20, 1000)), **dict.fromkeys((300, 1800, 7200), (0, 99))},
            (False, False),
        ),
        # 0.4 %: not now, but today.
        ("OrdersAnswered", dict.fromkeys(PERIODS, (4, 1000)), (False, True)),
        # 0.05 % is promised.
        ("OrdersAnswered", dict.fromkeys(PERIODS, (5, 10_000)), (False, False)),
        # One of three at night.
        ("OrdersAnswered", dict.fromkeys(PERIODS, (1, 3)), (False, False)),
        # The promise to tell has ten times the room.
        ("BuyersTold", dict.fromkeys(PERIODS, (20, 1000)), (False, False)),
        ("BuyersTold", dict.fromkeys(PERIODS, (40, 1000)), (False, True)),
        ("BuyersTold", dict.fromkeys(PERIODS, (200, 1000)), (True, True)),
    ],
)
def test_a_promise_sounds_by_how_fast_it_is_being_broken(
    alarms: dict[str, Json],
    title: str,
    counts: dict[int, tuple[int, int]],
    expected: tuple[bool, bool],
) -> None:
    assert (
        sounds(alarms, f"{title}Fast", counts),
        sounds(alarms, f"{title}Slow", counts),
    ) == expected


def test_parts_of_an_alarm_send_no_mail_and_are_there_before_it(alarms: dict[str, Json]) -> None:
    for title in ("OrdersAnsweredFast", "BuyersToldSlow"):
        parts = re.findall(r'ALARM\("tienda-demo-(\w+)"\)', alarms[title]["AlarmRule"])
        assert parts
        assert not any("AlarmActions" in alarms[part] for part in parts)


STANDARD = {"time", "level", "logger", "message", "service", "request_id", "exc_info"}
WORDS = {
    *("fields", "filter", "stats", "sort", "limit", "by", "and", "or", "as", "asc", "desc"),
    *("count", "pct", "bin", "max", "latest", "ispresent", "like", "m"),
}


def test_saved_queries_ask_for_fields_that_lines_have(stacks: dict[str, ResolvedStack]) -> None:
    logs = OPERATIONS[OPERATIONS.index("\n## Logs") : OPERATIONS.index("\n## Traces")]
    known = STANDARD | set(re.findall(r"`(\w+)`", logs))
    groups = {
        group["LogGroupName"]
        for stack in stacks.values()
        for group in stack.of_type("AWS::Logs::LogGroup").values()
    }
    saved = stacks["observability"].of_type("AWS::Logs::QueryDefinition")
    assert len(saved) == len(QUERIES)
    for query in saved.values():
        assert set(query["LogGroupNames"]) <= groups
        assert re.fullmatch(r"tienda-demo/[^:*/]+", query["Name"])
        text = re.sub(r'"[^"]*"|/[^/ ]*/|@\w+', "", query["QueryString"])
        aliases = set(re.findall(r"\bas (\w+)", text))
        used = set(re.findall(r"[a-z_]\w*", text)) - WORDS - aliases
        assert used <= known, query["Name"]
