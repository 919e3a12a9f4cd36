"""A release that starts well and answers 500: an alarm has CloudFormation take it back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from cloudformation.deployment.stack_state import StackFailed
from tests.rehearsal.scenes.deploying import measured, not_running
from tests.rehearsal.scenes.outcome import Outcome
from tests.rehearsal.scenes.stage import Stage

WINDOW = 60.0
"""Seconds in which MANY answers of 500 set an alarm."""
MANY = 10
SERVER_ERROR = 500


def run(stage: Stage) -> Outcome:
    """A release whose bff is ready and answers all else with 500: an alarm has it taken back."""
    bad = stage.release("faulty", change=faulty_bff)
    running = stage.store().state_of("services").parameters["ReleaseKey"]

    def work() -> Iterator[str]:
        with _alarms_on_500(stage):
            try:
                stage.deploy(bad)
            except StackFailed as error:
                stage.report(f"  as it should be: {str(error)[:200]}")
            else:
                yield "nothing takes back a release that answers 500"
                stage.deploy(running)
        stage.wait_until_healthy()
        yield from not_running(stage, running)

    return measured(stage, "a release that answers 500, taken back", work)


def faulty_bff(name: str, content: bytes) -> bytes:
    """Change a file of the store's wheel so that the bff is ready and fails else."""
    if name != "bff/app.py":
        return content
    place = b"middlewares=[\n"
    assert place in content
    return content.replace(place, place + b"            _fail,\n") + _FAILING


_FAILING = b"""

@web.middleware
async def _fail(request, handler):
    if request.path in {"/readyz", "/healthz"}:
        return await handler(request)
    return web.Response(status=500)
"""


@contextmanager
def _alarms_on_500(stage: Stage) -> Iterator[None]:
    """Set the alarms on 5xx once shoppers see many, as CloudWatch's metrics would."""
    ended = Event()

    def watch() -> None:
        while not ended.wait(1.0):
            recent = stage.shoppers.attempts_since(time.monotonic() - WINDOW)
            seen = [one for one in recent if one.outcome and one.outcome.status == SERVER_ERROR]
            if len(seen) >= MANY:
                _set_alarms(stage, "ALARM")

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        _set_alarms(stage, "OK")


def _set_alarms(stage: Stage, state: str) -> None:
    client = stage.client("cloudwatch")
    for alarm in client.describe_alarms()["MetricAlarms"]:
        if "5XX" in alarm.get("MetricName", ""):
            client.set_alarm_state(
                AlarmName=alarm["AlarmName"], StateValue=state, StateReason="shoppers saw 500"
            )
