"""One stack as CloudFormation describes it: its status, outputs, events, and why it failed."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

Report = Callable[[str], None]
"""Shows the operator one line about the progress."""

POLL_INTERVAL = 5.0
"""Seconds between two calls while waiting."""
START_TIMEOUT = 60.0
"""Seconds in which the first event of a change must appear."""
_CASCADED = ("cancelled", "Resource creation cancelled", "Resource update cancelled")
"""How the reason of a failure begins that only follows from another failure."""


class StackFailed(RuntimeError):
    """A stack did not become what it should; the text has the failed resource's own reason."""


class StackState:
    """One stack in one region, read again at each access; `report` is called for each event."""

    def __init__(
        self, client: Any, name: str, report: Report, poll_interval: float = POLL_INTERVAL
    ) -> None:
        self.client = client
        self.name = name
        self._report = report
        self._poll_interval = poll_interval

    def describe(self) -> Mapping[str, Any] | None:
        """Return CloudFormation's description of the stack, None when there is no such stack."""
        try:
            stacks = self.client.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if _says_missing(error):
                return None
            raise
        description: Mapping[str, Any] = stacks[0]
        return None if description["StackStatus"] == "DELETE_COMPLETE" else description

    @property
    def status(self) -> str:
        """The stack's status, "" when there is no such stack."""
        description = self.describe()
        return str(description["StackStatus"]) if description else ""

    @property
    def outputs(self) -> Mapping[str, str]:
        """The stack's outputs by name."""
        outputs = (self.describe() or {}).get("Outputs", ())
        return {output["OutputKey"]: output["OutputValue"] for output in outputs}

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of the last create or update, by name."""
        parameters = (self.describe() or {}).get("Parameters", ())
        return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in parameters}

    def physical_ids(self, resource_type: str) -> list[str]:
        """Return the physical ids of the stack's resources of a type."""
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        resources = (resource for page in pages for resource in page["StackResourceSummaries"])
        return [
            resource["PhysicalResourceId"]
            for resource in resources
            if resource["ResourceType"] == resource_type
        ]

    def last_event_id(self) -> str:
        """Return the id of the newest event, "" when there is none."""
        newest = next(self._events_newest_first(), None)
        return str(newest["EventId"]) if newest else ""

    def wait_until_stable(self, since: str = "") -> str:
        """Wait until no change is in progress; return the status.

        Report the events after the event `since` meanwhile.
        """
        reported = since
        while True:
            status = self.status
            reported = self._report_events(reported)
            if not status.endswith("_IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
                return status
            time.sleep(self._poll_interval)

    def wait_for(self, since: str, *expected: str) -> None:
        """Wait for the end of a change that was requested after the event `since`.

        Raise StackFailed, with the reason of the first failure, unless the stack ends in one of the
        `expected` statuses.
        """
        deadline = time.monotonic() + START_TIMEOUT
        # For a moment CloudFormation may still return the status from before the change.
        while self.last_event_id() == since != "" and time.monotonic() < deadline:
            time.sleep(self._poll_interval)
        status = self.wait_until_stable(since)
        if status not in expected:
            raise StackFailed(f"{self.name} is {status or 'gone'}: {self.failure_reason(since)}")

    def failure_reason(self, since: str = "") -> str:
        """Return the reason of the first resource that failed after the event `since`.

        Without `since`, after the last change that somebody requested.
        """
        events = self._events(since)
        requests = [place for place, event in enumerate(events) if _is_user_initiated(event)]
        first_event = 0 if since or not requests else requests[-1]
        failures = [
            event
            for event in events[first_event:]
            if event["ResourceStatus"].endswith("_FAILED")
            and not event.get("ResourceStatusReason", "").startswith(_CASCADED)
        ]
        if not failures:
            # An alarm takes a change back without the failure of a resource.
            return self._rollback_reason(events[first_event:])
        first = failures[0]
        reason = first.get("ResourceStatusReason", "no reason given")
        return f"{first['LogicalResourceId']} ({first['ResourceType']}): {reason}"

    def _rollback_reason(self, events: Sequence[Mapping[str, Any]]) -> str:
        reasons = (
            str(event.get("ResourceStatusReason", ""))
            for event in events
            if event["LogicalResourceId"] == self.name
            and event["ResourceStatus"].endswith("ROLLBACK_IN_PROGRESS")
        )
        return next(filter(None, reasons), "CloudFormation does not say why")

    def _events(self, since: str) -> list[Mapping[str, Any]]:
        """Return the events after the event `since`, oldest first."""
        newer = itertools.takewhile(
            lambda event: event["EventId"] != since, self._events_newest_first()
        )
        return list(newer)[::-1]

    def _events_newest_first(self) -> Iterator[Mapping[str, Any]]:
        if self.describe() is None:
            return
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=self.name)
        try:
            for page in pages:
                yield from page["StackEvents"]
        except ClientError as error:
            # The stack may have been deleted since it was described.
            if not _says_missing(error):
                raise

    def _report_events(self, since: str) -> str:
        """Report the events after `since` that end something; return the newest event's id."""
        newest = since
        for event in self._events(since):
            newest = event["EventId"]
            if event["ResourceStatus"].endswith(("_COMPLETE", "_FAILED")):
                reason = event.get("ResourceStatusReason", "")
                self._report(
                    f"  {_clock(event['Timestamp'])} {event['LogicalResourceId']}"
                    f" {event['ResourceStatus'].lower()}{': ' if reason else ''}{reason}"
                )
        return newest


def _says_missing(error: ClientError) -> bool:
    return "does not exist" in str(error)


def _is_user_initiated(event: Mapping[str, Any]) -> bool:
    return bool(event.get("ResourceStatusReason") == "User Initiated")


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S")
