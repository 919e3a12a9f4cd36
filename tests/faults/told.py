"""Compares what buyers and the world were told with what they should have been."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.evidence import Evidence, OrderRow, Received
from tests.faults.findings import DOUBLED, LOST

WAYS = {"sms": "sms", "buyer.message": "email"}
"""The channel of each way by which a buyer is told; other messages are for the world."""
_SILENT = {"receipt"}
"""Kinds of letters that send nothing."""


def compare(evidence: Evidence) -> Iterator[str]:
    """Yield every finding."""
    yield from _outbox(evidence)
    yield from _messages(evidence)
    yield from _events(evidence)


def doubles(evidence: Evidence) -> int:
    """Return how many messages came once more under an id that had come before.

    They are allowed: the id is there to drop them by.
    """
    times = Counter(one.event_id for one in evidence.received)
    return sum(count - 1 for count in times.values())


def _outbox(evidence: Evidence) -> Iterator[str]:
    """Nothing waits, nothing is parked, all that was sent has come; and nothing else has."""
    came = {one.event_id for one in evidence.received}
    for letter in evidence.letters:
        name = f"letter {letter.kind} {letter.id} on {letter.subject}"
        if letter.is_parked:
            yield f"{name}: parked"
        elif not letter.is_delivered:
            yield f"{name}: still waits"
        elif letter.kind not in _SILENT and letter.id not in came:
            yield f"{name}: said to be delivered, and never came"
    for stranger in came - {letter.id for letter in evidence.letters}:
        yield f"message {stranger or 'without an id'}: no letter of the outbox"


def _messages(evidence: Evidence) -> Iterator[str]:
    """A buyer has each message at least once by each way asked for, under one id, and no other."""
    heard: dict[tuple[int, str, str], list[Received]] = defaultdict(list)
    for one in evidence.received:
        if one.way in WAYS:
            heard[one.number, one.status, WAYS[one.way]].append(one)
    for order in evidence.orders:
        for status in order.history - {"delivered"}:
            for channel in sorted(order.channels):
                messages = heard.pop((order.number, status, channel), [])
                yield from _message(order, f"{status} by {channel}", messages)
    for number, status, channel in heard:
        yield f"order #{number}: told {status or 'unknown words'} by {channel}, not asked for"


def _message(order: OrderRow, what: str, messages: list[Received]) -> Iterator[str]:
    ids = {one.event_id for one in messages}
    if not ids:
        yield f"order #{order.number}: {LOST}, never told {what}"
    if len(ids) > 1:
        yield f"order #{order.number}: {DOUBLED}, told {what} under {len(ids)} ids"
    right = {order.phone, hashlib.sha256(order.email.casefold().encode()).hexdigest()}
    if any(one.to not in right for one in messages):
        yield f"order #{order.number}: somebody else was told {what}"


def _events(evidence: Evidence) -> Iterator[str]:
    """Each step of an order is told to the world under one id."""
    heard: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in evidence.received:
        if one.way.startswith("order."):
            event = json.loads(one.text)
            heard[event["data"]["order_id"], event["data"]["status"]].add(event["id"])
    for order in evidence.orders:
        for status in order.history:
            ids = heard.pop((order.id, status), set())
            if len(ids) != 1:
                yield f"order #{order.number}: {len(ids)} events that it is {status}"
    for order_id, status in heard:
        yield f"order {order_id}: an event that it is {status}, which it never was"
