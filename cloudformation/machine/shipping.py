"""`python -m cloudformation.machine.shipping` sends the processes' logs to CloudWatch Logs.

It reads the journal from a cursor, which it saves once CloudWatch has accepted the lines before it.
So after a restart some lines may be sent twice, and none is lost. Each minute it sends a line about
the machine's memory and disk, too.
"""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.machine.log_events import Batch, Event, batches
from cloudformation.machine.usage import usage_line

PLAN = Path("/etc/tienda/plan.json")
CURSOR = Path("/var/lib/tienda-logs/cursor")
INSTANCE = Path("/var/lib/cloud/data/instance-id")
POLL_INTERVAL = 5.0
"""Seconds between two readings of the journal."""
USAGE_INTERVAL = 60.0
"""Seconds between two lines about what the machine uses."""


class LogStream:
    """A stream of a log group, which is created when it is not there."""

    def __init__(self, logs: Any, group: str, name: str) -> None:
        self._logs = logs
        self._names = {"logGroupName": group, "logStreamName": name}

    def put(self, events: Sequence[Event]) -> None:
        """Send events that one call may send. Raise BotoCoreError, ClientError.

        An event that CloudWatch refuses, whatever it is sent with, is left out: otherwise no later
        one would ever be sent.
        """
        try:
            response = self._put(events)
        except self._logs.exceptions.InvalidParameterException as error:
            if len(events) == 1:
                print(f"one line is refused: {error}", flush=True)
                return
            middle = len(events) // 2
            self.put(events[:middle])
            self.put(events[middle:])
        else:
            if rejected := response.get("rejectedLogEventsInfo"):
                print(f"lines are refused by their time: {rejected}", flush=True)

    def _put(self, events: Sequence[Event]) -> Mapping[str, Any]:
        try:
            return self._call(events)
        except self._logs.exceptions.ResourceNotFoundException:
            # The first time, or somebody has deleted it.
            with suppress(self._logs.exceptions.ResourceAlreadyExistsException):
                self._logs.create_log_stream(**self._names)
            return self._call(events)

    def _call(self, events: Sequence[Event]) -> Mapping[str, Any]:
        response: Mapping[str, Any] = self._logs.put_log_events(**self._names, logEvents=events)
        return response


def read_journal() -> Iterator[dict[str, Any]]:
    """Yield the processes' journal entries since the cursor, oldest first."""
    after_cursor = [f"--after-cursor={CURSOR.read_text()}"] if CURSOR.exists() else []
    # Without --all, journalctl leaves out the text of a line of more than 4096 bytes.
    options = ("--output=json", "--output-fields=MESSAGE", "--all", "--quiet")
    command = ("journalctl", "--unit=tienda@*", *options, *after_cursor)
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as journal:
        assert journal.stdout is not None
        yield from map(json.loads, journal.stdout)
    if journal.returncode:
        print(f"journalctl ended with {journal.returncode}", flush=True)


def send(stream: LogStream, batch: Batch) -> None:
    """Send a batch, then save its cursor."""
    stream.put(batch.events)
    new_cursor = CURSOR.with_suffix(".new")
    new_cursor.write_text(batch.cursor)
    new_cursor.replace(CURSOR)


def main() -> None:
    """Send the journal's entries as they appear, and the machine's usage each minute, for ever."""
    plan = json.loads(PLAN.read_text())
    logs = boto3.client("logs", region_name=plan["region"])
    stream = LogStream(logs, plan["log"], INSTANCE.read_text().strip())
    service = plan["log"].rpartition("/")[2]
    next_usage = time.monotonic()
    while True:
        try:
            for batch in batches(read_journal()):
                send(stream, batch)
            if time.monotonic() >= next_usage:
                # Not kept for later: what a machine used an hour ago raises no alarm.
                next_usage = time.monotonic() + USAGE_INTERVAL
                stream.put([usage_event(service)])
        except (BotoCoreError, ClientError) as error:
            print(f"not sent: {error}", flush=True)
        time.sleep(POLL_INTERVAL)


def usage_event(service: str) -> Event:
    """Return what the machine uses now, as an event."""
    return {"timestamp": int(time.time() * 1000), "message": usage_line(service)}


if __name__ == "__main__":
    main()
