"""Journal entries as events of CloudWatch Logs, in batches that one call may send.

The limits are those of PutLogEvents: an event and a batch count their bytes in UTF-8 and
EVENT_OVERHEAD for each event; the events of a batch are in order and within 24 hours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EVENT_OVERHEAD = 26
MAX_BATCH_BYTES = 1_048_576
MAX_BATCH_EVENTS = 10_000
MAX_EVENT_BYTES = 262_144
"""Since 2025 an event may have 1 MiB; this is the earlier limit. `journald.conf` has journald split
longer lines."""
MAX_SPAN = 24 * 3600 * 1000
"""Milliseconds."""
_CUT = "… [cut: longer than CloudWatch takes]"

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Events for one call, oldest first, and the cursor of the last entry in it."""

    events: Sequence[Event]
    cursor: str


def batches(entries: Iterable[Mapping[str, Any]]) -> Iterator[Batch]:
    """Yield the entries in batches, in the order of the journal."""
    events: list[Event] = []
    cursor = ""
    total = 0
    oldest = newest = 0
    for entry in entries:
        event = log_event(entry)
        moment, size = event["timestamp"], event_size(event)
        is_full = total + size > MAX_BATCH_BYTES or len(events) == MAX_BATCH_EVENTS
        spans_too_much = max(newest, moment) - min(oldest, moment) >= MAX_SPAN
        if events and (is_full or spans_too_much):
            yield Batch(_in_order(events), cursor)
            events, total = [], 0
        oldest = min(oldest, moment) if events else moment
        newest = max(newest, moment) if events else moment
        events.append(event)
        total += size
        cursor = entry["__CURSOR"]
    if events:
        yield Batch(_in_order(events), cursor)


def event_size(event: Event) -> int:
    """Return the bytes that an event counts."""
    return len(event["message"].encode()) + EVENT_OVERHEAD


def log_event(entry: Mapping[str, Any]) -> Event:
    """Return the event of an entry, whose message is a list of bytes if it is not UTF-8."""
    message = entry.get("MESSAGE") or " "
    text = message if isinstance(message, str) else bytes(message).decode(errors="replace")
    timestamp = int(entry["__REALTIME_TIMESTAMP"]) // 1000
    # CloudWatch refuses an empty message.
    return {"timestamp": timestamp, "message": _fitting(text) or " "}


def _fitting(text: str) -> str:
    limit = MAX_EVENT_BYTES - EVENT_OVERHEAD
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len(_CUT.encode())].decode(errors="ignore") + _CUT


def _in_order(events: Sequence[Event]) -> Sequence[Event]:
    # The clock may have been set back meanwhile; equal times stay in the journal's order.
    return sorted(events, key=lambda event: event["timestamp"])
