"""Compares the messages that were received with those that should have been sent."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from chassis.contact.emails import canonical_email
from tests.faults.evidence import Evidence, OrderRow, Received
from tests.faults.findings import DOUBLED, LOST

CHANNELS = {"sms": "sms", "buyer.message": "email"}
"""The channel of each type of message to buyers; the other types are events."""
_SENDS_NOTHING = {"receipt"}
"""Kinds of outbox messages for which nothing is sent."""


def compare(evidence: Evidence) -> Iterator[str]:
    """Yield every finding."""
    yield from _outbox(evidence)
    yield from _messages(evidence)
    yield from _events(evidence)


def count_duplicates(evidence: Evidence) -> int:
    """Return how many messages were received again under the same id; receivers drop them by it."""
    times = Counter(message.event_id for message in evidence.received)
    return sum(count - 1 for count in times.values())


def _outbox(evidence: Evidence) -> Iterator[str]:
    """Every outbox message is delivered and received, and nothing else is received."""
    received_ids = {message.event_id for message in evidence.received}
    for row in evidence.outbox:
        name = f"message {row.kind} {row.id} on {row.subject}"
        if row.is_parked:
            yield f"{name}: parked"
        elif not row.is_delivered:
            yield f"{name}: still waits"
        elif row.kind not in _SENDS_NOTHING and row.id not in received_ids:
            yield f"{name}: marked as delivered, and never received"
    for unknown_id in received_ids - {row.id for row in evidence.outbox}:
        yield f"message {unknown_id or 'without an id'}: not in the outbox"


def _messages(evidence: Evidence) -> Iterator[str]:
    """A buyer gets each message by each channel asked for, under one id, and no others."""
    received: dict[tuple[int, str, str], list[Received]] = defaultdict(list)
    for message in evidence.received:
        if message.type in CHANNELS:
            key = message.number, message.status, CHANNELS[message.type]
            received[key].append(message)
    for order in evidence.orders:
        for status in order.history - {"delivered"}:
            channels = order.channels
            if status == "cancelled" and order.is_cancelled_by_guest:
                channels -= {"sms"}
            for channel in sorted(channels):
                messages = received.pop((order.number, status, channel), [])
                yield from _message(order, f"{status} by {channel}", messages)
    for number, status, channel in received:
        yield f"order #{number}: told {status or 'an unknown text'} by {channel}, not asked for"


def _message(order: OrderRow, what: str, messages: list[Received]) -> Iterator[str]:
    ids = {message.event_id for message in messages}
    if not ids:
        yield f"order #{order.number}: {LOST}, never told {what}"
    if len(ids) > 1:
        yield f"order #{order.number}: {DOUBLED}, told {what} under {len(ids)} ids"
    own = {order.phone, hashlib.sha256(canonical_email(order.email).encode()).hexdigest()}
    if any(message.to not in own for message in messages):
        yield f"order #{order.number}: somebody else was told {what}"


def _events(evidence: Evidence) -> Iterator[str]:
    """Each step of an order is published under one id."""
    published: dict[tuple[str, str], set[str]] = defaultdict(set)
    for message in evidence.received:
        if message.type.startswith("order."):
            event = json.loads(message.text)
            published[event["data"]["order_id"], event["data"]["status"]].add(event["id"])
    for order in evidence.orders:
        for status in order.history:
            ids = published.pop((order.id, status), set())
            if len(ids) != 1:
                yield f"order #{order.number}: {len(ids)} events that it is {status}"
    for order_id, status in published:
        yield f"order {order_id}: an event that it is {status}, which it never was"
