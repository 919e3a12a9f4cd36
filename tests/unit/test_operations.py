"""docs/operations.md says all that an operator needs, and says it as it is."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bff.__main__
import catalog.__main__
import catalog.worker
import orders.__main__
import orders.audit.__main__
import orders.worker
import users.__main__
from chassis import telemetry
from chassis.db.settings import DatabaseSettings
from chassis.metrics import METRICS
from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.stacks.registry import STACKS
from users.sessions.signing_keys import KeySettings

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
LOGS = ("bff", "catalog", "orders", "users", "chassis")
PROCESSES: dict[str, Any] = {
    "Every process": telemetry.Settings,
    "bff": bff.__main__.Settings,
    "catalog": catalog.__main__.Settings,
    "catalog.worker": catalog.worker.Settings,
    "orders": orders.__main__.Settings,
    "orders.worker": orders.worker.Settings,
    "users": users.__main__.Settings,
}
COMMANDS = (orders.audit.__main__.Settings, DatabaseSettings, KeySettings)


def section(title: str, level: int = 2) -> str:
    """Return what stands between a heading and the next one of its level or above."""
    mark = "#" * level
    pattern = rf"^{mark} {re.escape(title)}$(.*?)(?=^#{{2,{level}}} |\Z)"
    found = re.search(pattern, DOC, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {title!r}"
    return found[1]


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of the tables in a text by the words in `code` that they begin with."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {name: cells for cells in lines for name in re.findall(r"`([^`]+)`", cells[0])}


def shown(field: "dataclasses.Field[Any]") -> str:
    """Return a default as the tables write it."""
    match field.default:
        case dataclasses.MISSING:
            return "needed"
        case None | "":
            return "not set"
        case bool(value):
            return f"`{str(value).lower()}`"
        case float(value):
            return f"`{value:g}`"
    return f"`{field.default}`"


@pytest.mark.parametrize("process", PROCESSES)
def test_every_setting_of_a_process_is_reported_with_its_default(process: str):
    told = rows(section(process, 3))
    settings = {
        field.name.upper(): shown(field) for field in dataclasses.fields(PROCESSES[process])
    }
    assert {name: cells[1] for name, cells in told.items()} == settings


def test_what_commands_read_is_reported():
    told = section("Commands and exit codes")
    for shape in COMMANDS:
        for field in dataclasses.fields(shape):
            assert f"`{field.name.upper()}`" in told, field.name


def test_every_metric_is_reported_with_its_unit():
    told = rows(section("Metrics"))
    units = {metric.name: f"`{metric.unit}`" for metric in METRICS}
    assert {name: cells[1] for name, cells in told.items()} == units


def fields_of(tree: ast.AST) -> Iterator[str]:
    """Yield the fields that a module's logs have beside those of every line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name.endswith("audit.note") or name == "note":
            yield from (word.arg for word in node.keywords if word.arg)
        if name.partition(".")[0] in {"_log", "_faults"}:
            for extra in (word.value for word in node.keywords if word.arg == "extra"):
                yield from _keys(extra, tree)


def _keys(extra: ast.expr, tree: ast.AST) -> Iterator[str]:
    if isinstance(extra, ast.Name):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == extra.id:
                yield from _keys(node.value, tree)
    elif isinstance(extra, ast.Dict):
        for key, value in zip(extra.keys, extra.values, strict=True):
            if key is None:
                yield from _keys(value, tree)
            else:
                yield str(ast.literal_eval(key))


def test_every_field_of_the_logs_is_reported():
    told = rows(section("Logs"))
    files = [file for package in LOGS for file in (ROOT / package).rglob("*.py")]
    written = {
        name for file in files for name in fields_of(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert {"reason", "ms", "account", "event_id"} <= written, "the walk finds too little"
    assert written <= told.keys()


def test_every_alarm_that_sends_mail_has_its_answer():
    store = Environment.of_size("small", **EXAMPLE, notify_sender="tienda@shop.example")
    alarms = {
        title
        for stack in STACKS
        for title, resource in stack.template(store).to_dict()["Resources"].items()
        if resource["Type"] in {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"}
        and resource["Properties"].get("AlarmActions")
    }
    assert {"Errors", "FailedBoots", "BuyersToldFast", "MailBounces", "EdgeErrors"} <= alarms
    assert alarms <= rows(section("Alarms")).keys()
