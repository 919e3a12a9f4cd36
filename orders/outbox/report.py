"""Writes messages as lines: an aligned table for people, or JSON for programs."""

import json
from collections.abc import Sequence
from datetime import timedelta

from orders.outbox.store import Undelivered

_HEAD = ("id", "kind", "about", "state", "attempts", "age", "last error")


def table(messages: Sequence[Undelivered]) -> list[str]:
    """Return a line a message under a line of heads; no lines for no messages."""
    if not messages:
        return []
    rows = [_HEAD, *(_cells(message) for message in messages)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def as_json(message: Undelivered) -> str:
    """Return one JSON object."""
    return json.dumps(
        {
            "id": str(message.id),
            "kind": message.kind,
            "subject": str(message.subject),
            "order_number": message.order_number,
            "state": _state(message),
            "attempts": message.attempts,
            "age_seconds": int(message.age.total_seconds()),
            "last_error": message.last_error,
        },
        ensure_ascii=False,
    )


def _cells(message: Undelivered) -> tuple[str, ...]:
    number = message.order_number
    return (
        str(message.id),
        message.kind,
        f"order #{number}" if number is not None else str(message.subject),
        _state(message),
        str(message.attempts),
        age(message.age),
        " ".join((message.last_error or "").split()),
    )


def _state(message: Undelivered) -> str:
    return "parked" if message.parked else "waiting"


def age(since: timedelta) -> str:
    """Write a length of time in its two largest units: 3d 4h, 5h 2m, 2m 9s, 9s."""
    seconds = int(since.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h")]
    parts += [(seconds // 60 % 60, "m"), (seconds % 60, "s")]
    while len(parts) > 1 and not parts[0][0]:
        del parts[0]
    return " ".join(f"{count}{unit}" for count, unit in parts[:2])
