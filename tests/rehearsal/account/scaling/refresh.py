"""Instance refreshes: every instance of a group replaced, within bounds of how many serve."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.rehearsal.account.scaling.group import Group
from tests.rehearsal.account.scaling.rolling import SUSPENDED

TIMEOUT = 900.0
"""Seconds for one instance."""


@dataclass(slots=True)
class Refresh:
    group: Group
    id: str
    warmup: float
    status: str = "Pending"
    reason: str = ""
    replaced: int = 0

    def description(self) -> Mapping[str, Any]:
        return {
            "InstanceRefreshId": self.id,
            "AutoScalingGroupName": self.group.settings.name,
            "Status": self.status,
            "StatusReason": self.reason,
            "StartTime": datetime.now(UTC),
        }


def start(group: Group, preferences: Mapping[str, Any]) -> Refresh:
    """Begin a refresh in a thread of its own."""
    warmup = float(preferences.get("InstanceWarmup", group.settings.warmup))
    refresh = Refresh(group, str(uuid4()), warmup)
    launches_first = int(preferences.get("MinHealthyPercentage", 90)) >= 100
    threading.Thread(target=_run, args=(refresh, launches_first), daemon=True).start()
    return refresh


def _run(refresh: Refresh, launches_first: bool) -> None:
    group = refresh.group
    refresh.status = "InProgress"
    before = set(group.suspended)
    group.suspended |= SUSPENDED | {"ReplaceUnhealthy"}
    try:
        for member in group.serving():
            if not launches_first:
                group.end(member)
            (new,) = group.launch(1)
            deadline = time.monotonic() + TIMEOUT
            while not group.is_in_service(new):
                if time.monotonic() > deadline:
                    refresh.status, refresh.reason = "Failed", f"{new.id} is not healthy"
                    group.end(new)
                    return
                time.sleep(group.pause)
            # The warm-up counts from when it serves.
            time.sleep(refresh.warmup)
            if launches_first:
                group.end(member)
            refresh.replaced += 1
        refresh.status = "Successful"
    finally:
        group.suspended = before
