"""`python -m cloudformation.machine.shipping` sends what the processes log to CloudWatch Logs.

It reads the journal from where it stopped: the cursor is kept once CloudWatch has what is before
it, so after an end some lines may come twice, and none is missing.
"""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

PLAN = Path("/etc/tienda/plan.json")
CURSOR = Path("/var/lib/tienda-logs/cursor")
INSTANCE = Path("/var/lib/cloud/data/instance-id")
EVERY = 5.0
"""Seconds between two looks."""
MAX_BATCH = 1000
"""Lines a call, of the 10,000 that CloudWatch takes."""
MAX_LINE_LENGTH = 900
"""Characters of a line: MAX_BATCH of them stay below the 1 MiB that a call takes."""


def read() -> Iterator[dict[str, Any]]:
    """Yield the processes' lines since the cursor, oldest first, as the journal has them."""
    after = [f"--after-cursor={CURSOR.read_text()}"] if CURSOR.exists() else []
    command = ("journalctl", "--output=json", "--unit=tienda@*", "--quiet", *after)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as journal:
        assert journal.stdout is not None
        yield from map(json.loads, journal.stdout)


def event(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line as CloudWatch takes it; a line that is no text comes as a list of bytes."""
    message = line.get("MESSAGE") or " "
    text = message if isinstance(message, str) else bytes(message).decode(errors="replace")
    return {
        "timestamp": int(line["__REALTIME_TIMESTAMP"]) // 1000,
        "message": text[:MAX_LINE_LENGTH],
    }


def ship(logs: Any, group: str, stream: str, lines: Sequence[dict[str, Any]]) -> None:
    """Send lines, then keep the cursor of the last."""
    events = sorted(map(event, lines), key=lambda one: one["timestamp"])
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    fresh = CURSOR.with_suffix(".new")
    fresh.write_text(lines[-1]["__CURSOR"])
    fresh.replace(CURSOR)


def main() -> None:
    """Send what there is, look again, and so on."""
    plan = json.loads(PLAN.read_text())
    logs = boto3.client("logs", region_name=plan["region"])
    group, stream = plan["log"], INSTANCE.read_text().strip()
    while True:
        try:
            _make_stream(logs, group, stream)
            lines = read()
            while batch := list(islice(lines, MAX_BATCH)):
                ship(logs, group, stream, batch)
        except (BotoCoreError, ClientError) as error:
            print(f"not sent: {error}", flush=True)
        time.sleep(EVERY)


def _make_stream(logs: Any, group: str, stream: str) -> None:
    if CURSOR.exists():
        return
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)


if __name__ == "__main__":
    main()
