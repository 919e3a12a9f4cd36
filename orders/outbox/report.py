"""Formats messages as lines: an aligned table for operators, or JSON for programs."""

import json
from collections.abc import Sequence
from datetime import timedelta

from orders.outbox.store import UndeliveredMessage

_HEADER = ("id", "kind", "about", "state", "attempts", "age", "last error")


def table(messages: Sequence[UndeliveredMessage]) -> list[str]:
    """Return a header and a line for each message; nothing for no messages."""
    if not messages:
        return []
    rows = [_HEADER, *(_cells(message) for message in messages)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def as_json(message: UndeliveredMessage) -> str:
    """Return a message as a JSON object."""
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


def _cells(message: UndeliveredMessage) -> tuple[str, ...]:
    number = message.order_number
    return (
        str(message.id),
        message.kind,
        f"order #{number}" if number is not None else str(message.subject),
        _state(message),
        str(message.attempts),
        format_age(message.age),
        " ".join((message.last_error or "").split()),
    )


def _state(message: UndeliveredMessage) -> str:
    return "parked" if message.parked else "waiting"


def format_age(duration: timedelta) -> str:
    """Return a duration in its two largest units: 3d 4h, 5h 2m, 2m 9s, 9s."""
    seconds = int(duration.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h")]
    parts += [(seconds // 60 % 60, "m"), (seconds % 60, "s")]
    while len(parts) > 1 and not parts[0][0]:
        del parts[0]
    return " ".join(f"{count}{unit}" for count, unit in parts[:2])
