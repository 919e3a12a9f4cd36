"""One stack as CloudFormation has it: its status, its outputs, and what became of a change."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

Tell = Callable[[str], None]

PAUSE = 5.0
"""Seconds between two looks."""
TO_BEGIN = 60.0
"""Seconds in which a change must be seen to have begun."""
_CONSEQUENCES = ("cancelled", "Resource creation cancelled", "Resource update cancelled")


class StackFailed(RuntimeError):
    """A stack did not become what it should; the text has the resource's own reason."""


class StackState:
    """One stack in one region, as it is now; `tell` is told each step of a change."""

    def __init__(self, client: Any, name: str, tell: Tell, pause: float = PAUSE) -> None:
        self.client = client
        self.name = name
        self._tell = tell
        self._pause = pause

    def described(self) -> Mapping[str, Any] | None:
        """Return CloudFormation's own description, or None where there is no such stack."""
        try:
            stacks = self.client.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if _is_gone(error):
                return None
            raise
        found: Mapping[str, Any] = stacks[0]
        return None if found["StackStatus"] == "DELETE_COMPLETE" else found

    @property
    def status(self) -> str:
        """Its status, "" where there is none."""
        found = self.described()
        return str(found["StackStatus"]) if found else ""

    @property
    def outputs(self) -> Mapping[str, str]:
        """Its outputs by name."""
        found = self.described() or {}
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}

    @property
    def parameters(self) -> Mapping[str, str]:
        """What it was told the last time."""
        found = self.described() or {}
        return {one["ParameterKey"]: one["ParameterValue"] for one in found.get("Parameters", ())}

    def resources(self, kind: str) -> list[str]:
        """Return the physical ids of its resources of a type."""
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        found = (one for page in pages for one in page["StackResourceSummaries"])
        return [one["PhysicalResourceId"] for one in found if one["ResourceType"] == kind]

    def newest_event(self) -> str:
        """Return the id of its last event: what is told later is what came after."""
        newest = next(self._newest_first(), None)
        return str(newest["EventId"]) if newest else ""

    def wait(self, since: str = "") -> str:
        """Wait until nothing is in progress, telling events after `since`; return the status."""
        told = since
        while True:
            status = self.status
            told = self._tell_events(told)
            if not status.endswith("_IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
                return status
            time.sleep(self._pause)

    def must_have(self, since: str, *good: str) -> None:
        """Wait for what was begun after the event `since`.

        Raise StackFailed, with the reason of what failed first, unless it ends well.
        """
        deadline = time.monotonic() + TO_BEGIN
        # CloudFormation may say how a stack was for a moment after it was told to change it.
        while self.newest_event() == since != "" and time.monotonic() < deadline:
            time.sleep(self._pause)
        status = self.wait(since)
        if status not in good:
            raise StackFailed(f"{self.name} is {status or 'gone'}: {self.reason(since)}")

    def reason(self, since: str = "") -> str:
        """Return why it failed: what the first resource that did has said.

        Without `since`, of the last that somebody has asked of it.
        """
        events = self._events(since)
        begun = [place for place, one in enumerate(events) if _is_asked(one)]
        failed = [
            one
            for one in events[0 if since or not begun else begun[-1] :]
            if one["ResourceStatus"].endswith("_FAILED")
            and not one.get("ResourceStatusReason", "").startswith(_CONSEQUENCES)
        ]
        if not failed:
            return "CloudFormation does not say why"
        first = failed[0]
        why = first.get("ResourceStatusReason", "no reason given")
        return f"{first['LogicalResourceId']} ({first['ResourceType']}): {why}"

    def _events(self, since: str) -> list[Mapping[str, Any]]:
        newer = itertools.takewhile(lambda one: one["EventId"] != since, self._newest_first())
        return list(newer)[::-1]

    def _newest_first(self) -> Iterator[Mapping[str, Any]]:
        if self.described() is None:
            return
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=self.name)
        try:
            for page in pages:
                yield from page["StackEvents"]
        except ClientError as error:
            # It may have gone since it was asked for.
            if not _is_gone(error):
                raise

    def _tell_events(self, since: str) -> str:
        newest = since
        for event in self._events(since):
            newest = event["EventId"]
            if event["ResourceStatus"].endswith(("_COMPLETE", "_FAILED")):
                why = event.get("ResourceStatusReason", "")
                self._tell(
                    f"  {_clock(event['Timestamp'])} {event['LogicalResourceId']}"
                    f" {event['ResourceStatus'].lower()}{': ' if why else ''}{why}"
                )
        return newest


def _is_gone(error: ClientError) -> bool:
    return "does not exist" in str(error)


def _is_asked(event: Mapping[str, Any]) -> bool:
    return bool(event.get("ResourceStatusReason") == "User Initiated")


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S")
