"""A stack: its resources, its events, the signals that machines send it."""

import itertools
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.rehearsal.account.cloudformation.template import Json, Made

_TICK = 0.2
"""Seconds between two looks whether a change was cancelled."""


class Failed(RuntimeError):
    """A resource did not become what it should; the text is the reason in its event."""


class Cancelled(Failed):
    """A resource was given up because another failed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a stack should be."""

    template: Json
    parameters: Mapping[str, str]
    """As given, defaults filled in."""
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A resource that a template asks for, its functions resolved."""

    stack: "Stack"
    logical_id: str
    type: str
    properties: Json
    creation_policy: Json
    update_policy: Json
    tags: Mapping[str, str]
    """Of the stack."""
    cancelled: threading.Event = field(compare=False)

    def is_as(self, other: "Wanted") -> bool:
        """Whether there is nothing to change."""
        return (self.type, self.properties, self.tags) == (
            other.type,
            other.properties,
            other.tags,
        )

    def generated_name(self, *, is_lower: bool = False, longest: int = 128) -> str:
        """Return a name such as CloudFormation generates."""
        suffix = uuid4().hex[:12].upper()
        head = f"{self.stack.name}-{self.logical_id}"[: longest - 13]
        name = f"{head}-{suffix}"
        return name.lower() if is_lower else name


@dataclass(slots=True)
class Held:
    """A resource that a stack has."""

    wanted: Wanted
    """As CloudFormation compares it: dynamic references are not resolved."""
    made: Made
    applied: Wanted
    """As its handler has seen it."""
    deletion_policy: str
    status: str


class Signals:
    """The signals to the resources of a stack."""

    def __init__(self) -> None:
        self._received: list[tuple[str, str, str]] = []
        self._changed = threading.Condition()

    def receive(self, logical_id: str, sender: str, status: str) -> None:
        with self._changed:
            self._received.append((logical_id, sender, status))
            self._changed.notify_all()

    def wait(
        self,
        logical_id: str,
        count: int,
        timeout: float,
        cancelled: threading.Event,
        senders: Collection[str] | None = None,
    ) -> None:
        """Wait for `count` signals, of these senders if given. Raise Failed."""
        deadline = time.monotonic() + timeout
        while True:
            with self._changed:
                results = {
                    sender: status
                    for title, sender, status in self._received
                    if title == logical_id and (senders is None or sender in senders)
                }
                failed = [sender for sender, status in results.items() if status != "SUCCESS"]
                if failed:
                    raise Failed(
                        f"Received {len(failed)} FAILURE signal(s) out of {count}."
                        " Unable to satisfy 100% MinSuccessfulInstancesPercent requirement"
                    )
                if len(results) >= count:
                    return
                if cancelled.is_set():
                    raise Cancelled("Resource creation cancelled")
                if time.monotonic() >= deadline:
                    raise Failed(
                        f"Received {len(results)} SUCCESS signal(s) out of {count} within"
                        f" {timeout:.0f} s"
                    )
                self._changed.wait(_TICK)


_event_numbers = itertools.count(1)


@dataclass(slots=True)
class Stack:
    """One stack in one region."""

    name: str
    id: str
    region: str
    tags: Mapping[str, str]
    role: str | None
    status: str = "REVIEW_IN_PROGRESS"
    plan: Plan | None = None
    """What it is, or was last."""
    before: Plan | None = None
    """What it was before the change that is under way or was rolled back."""
    held: dict[str, Held] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    """The oldest first."""
    signals: Signals = field(default_factory=Signals)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def report(self, status: str, reason: str = "") -> None:
        """Change the stack's own status."""
        self.record(self.name, self.id, "AWS::CloudFormation::Stack", status, reason)
        self.status = status

    def record(
        self, logical_id: str, physical_id: str, kind: str, status: str, reason: str = ""
    ) -> None:
        """Add an event."""
        event: dict[str, Any] = {
            "EventId": f"{logical_id}-{next(_event_numbers)}-{uuid4().hex[:8]}",
            "StackId": self.id,
            "StackName": self.name,
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": physical_id,
            "ResourceType": kind,
            "Timestamp": datetime.now(UTC),
            "ResourceStatus": status,
        }
        if reason:
            event["ResourceStatusReason"] = reason
        with self.lock:
            self.events.append(event)
