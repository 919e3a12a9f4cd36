"""Writes letters as lines: an aligned table for people, or JSON for programs."""

import json
from collections.abc import Sequence
from datetime import timedelta

from orders.outbox.store import Undelivered

_HEAD = ("id", "kind", "about", "state", "attempts", "age", "last error")


def table(letters: Sequence[Undelivered]) -> list[str]:
    """Return a line a letter under a line of heads; no lines for no letters."""
    if not letters:
        return []
    rows = [_HEAD, *(_cells(letter) for letter in letters)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def as_json(letter: Undelivered) -> str:
    """Return one JSON object."""
    return json.dumps(
        {
            "id": str(letter.id),
            "kind": letter.kind,
            "subject": str(letter.subject),
            "order_number": letter.order_number,
            "state": _state(letter),
            "attempts": letter.attempts,
            "age_seconds": int(letter.age.total_seconds()),
            "last_error": letter.last_error,
        },
        ensure_ascii=False,
    )


def _cells(letter: Undelivered) -> tuple[str, ...]:
    number = letter.order_number
    return (
        str(letter.id),
        letter.kind,
        f"order #{number}" if number is not None else str(letter.subject),
        _state(letter),
        str(letter.attempts),
        age(letter.age),
        " ".join((letter.last_error or "").split()),
    )


def _state(letter: Undelivered) -> str:
    return "parked" if letter.parked else "waiting"


def age(since: timedelta) -> str:
    """Write a length of time in its two largest units: 3d 4h, 5h 2m, 2m 9s, 9s."""
    seconds = int(since.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h")]
    parts += [(seconds // 60 % 60, "m"), (seconds % 60, "s")]
    while len(parts) > 1 and not parts[0][0]:
        del parts[0]
    return " ".join(f"{count}{unit}" for count, unit in parts[:2])
