"""`python -m cloudformation.machine.shipping` sends the processes' logs to CloudWatch Logs.

It reads the journal from a cursor, which it saves once CloudWatch has accepted the lines before it.
So after a restart some lines may be sent twice, and none is lost.
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
POLL_INTERVAL = 5.0
"""Seconds between two readings of the journal."""
MAX_BATCH = 1000
"""Lines in a call; CloudWatch takes 10,000."""
MAX_LINE_LENGTH = 900
"""Characters; MAX_BATCH such lines are less than the 1 MiB that CloudWatch takes in a call."""


def read_journal() -> Iterator[dict[str, Any]]:
    """Yield the processes' journal entries since the cursor, oldest first."""
    after_cursor = [f"--after-cursor={CURSOR.read_text()}"] if CURSOR.exists() else []
    command = ("journalctl", "--output=json", "--unit=tienda@*", "--quiet", *after_cursor)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as journal:
        assert journal.stdout is not None
        yield from map(json.loads, journal.stdout)


def log_event(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the log event of a journal entry, whose message is a list of bytes if not UTF-8."""
    message = entry.get("MESSAGE") or " "
    text = message if isinstance(message, str) else bytes(message).decode(errors="replace")
    return {
        "timestamp": int(entry["__REALTIME_TIMESTAMP"]) // 1000,
        "message": text[:MAX_LINE_LENGTH],
    }


def send(logs: Any, group: str, stream: str, entries: Sequence[dict[str, Any]]) -> None:
    """Send journal entries, then save the cursor of the last."""
    events = sorted(map(log_event, entries), key=lambda event: event["timestamp"])
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    new_cursor = CURSOR.with_suffix(".new")
    new_cursor.write_text(entries[-1]["__CURSOR"])
    new_cursor.replace(CURSOR)


def main() -> None:
    """Send the journal's entries as they appear, for ever."""
    plan = json.loads(PLAN.read_text())
    logs = boto3.client("logs", region_name=plan["region"])
    group, stream = plan["log"], INSTANCE.read_text().strip()
    while True:
        try:
            _create_stream(logs, group, stream)
            entries = read_journal()
            while batch := list(islice(entries, MAX_BATCH)):
                send(logs, group, stream, batch)
        except (BotoCoreError, ClientError) as error:
            print(f"not sent: {error}", flush=True)
        time.sleep(POLL_INTERVAL)


def _create_stream(logs: Any, group: str, stream: str) -> None:
    if CURSOR.exists():
        return
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)


if __name__ == "__main__":
    main()
