"""One Auto Scaling group: its instances, and how each comes and goes."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.rehearsal.account.handlers.compute import Compute, Instance
from tests.rehearsal.model import Box

_log = logging.getLogger(__name__)
HEALTHY, UNHEALTHY = "healthy", "unhealthy"
SECONDS_TO_START = 600.0
"""An instance that never becomes healthy is given up after its grace period or this."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A group as its template describes it."""

    name: str
    template: str
    version: str
    least: int
    most: int
    subnets: tuple[str, ...]
    target_groups: tuple[str, ...]
    asks_balancer: bool
    """Whether an instance is replaced when a load balancer finds it unhealthy."""
    grace: float
    """Seconds after its start in which that does not count."""
    warmup: float
    hook: str
    """The name of the hook that an ending instance waits for, or empty."""
    hook_timeout: float
    tags: Mapping[str, str]


@dataclass(slots=True)
class Member:
    instance: Instance
    version: str
    started: float
    state: str = "Pending"
    is_healthy: bool = True
    may_end: threading.Event = field(default_factory=threading.Event)
    """Set once its termination hook is completed."""

    @property
    def id(self) -> str:
        return self.instance.machine.id

    @property
    def is_ending(self) -> bool:
        return self.state.startswith("Terminating")


class Group:
    """A group, with a thread that keeps it as large as it should be."""

    def __init__(
        self,
        settings: Settings,
        desired: int,
        box: Box,
        compute: Compute,
        delay: Callable[[str], float],
        pause: float,
    ) -> None:
        """`delay` is a target group's deregistration delay, `pause` is between two looks."""
        self.settings = settings
        self.desired = desired
        self.suspended: set[str] = set()
        self.members: dict[str, Member] = {}
        self.activities: list[str] = []
        self.lock = threading.RLock()
        self.pause = pause
        self._box = box
        self._compute = compute
        self._delay = delay
        self._ended = threading.Event()
        self._enders: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._keep, name=settings.name, daemon=True)

    def begin(self) -> None:
        self.look()
        self._thread.start()

    def close(self) -> None:
        """End all instances and the group; return when they are gone."""
        self.desired = 0
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        for member in self.serving():
            self.end(member)
        for ender in self._enders:
            ender.join()

    def abandon(self) -> None:
        """Stop looking after the group."""
        self._ended.set()

    def serving(self) -> list[Member]:
        """Return the members that are not ending, the oldest first."""
        with self.lock:
            return [member for member in self.members.values() if not member.is_ending]

    def is_in_service(self, member: Member) -> bool:
        """Whether every load balancer sends requests to a member."""
        return member.state == "InService" and self._is_healthy_target(member)

    def launch(self, count: int) -> list[Member]:
        """Start instances of the current version, in the zones that have the fewest."""
        new = []
        for _ in range(count):
            with self.lock:
                crowd = Counter(member.instance.machine.subnet for member in self.serving())
                subnet = min(self.settings.subnets, key=lambda each: crowd[each])
                settings = self.settings
                instance = self._compute.launch(
                    settings.template,
                    settings.version,
                    subnet,
                    {**settings.tags, "aws:autoscaling:groupName": settings.name},
                )
                member = Member(instance, settings.version, time.monotonic())
                self.members[member.id] = member
                new.append(member)
            self.activities.append(f"launch {member.id}")
            for target_group in self.settings.target_groups:
                self._box.register(target_group, member.id)
            member.state = "InService"
        return new

    def end(self, member: Member) -> None:
        """Begin to end an instance: drain it, run its hook, terminate it."""
        with self.lock:
            if member.is_ending:
                return
            member.state = "Terminating"
        self.activities.append(f"terminate {member.id}")
        ender = threading.Thread(target=self._end, args=(member,), daemon=True)
        self._enders.append(ender)
        ender.start()

    def _end(self, member: Member) -> None:
        settings = self.settings
        for target_group in settings.target_groups:
            self._box.deregister(target_group, member.id)
        if self._compute.is_running(member.id):
            self._drain(member)
            if settings.hook:
                member.state = "Terminating:Wait"
                member.may_end.wait(settings.hook_timeout)
        member.state = "Terminating:Proceed"
        self._compute.terminate(member.id)
        with self.lock:
            del self.members[member.id]

    def _drain(self, member: Member) -> None:
        """Wait until no load balancer has requests with a member, or its delay is over."""
        groups = self.settings.target_groups
        deadline = time.monotonic() + max(map(self._delay, groups), default=0.0)
        while time.monotonic() < deadline:
            if not any(
                target.machine == member.id
                for group in groups
                for target in self._box.targets(group)
            ):
                return
            time.sleep(self.pause)

    def lifecycle_state(self, instance: str) -> str:
        """Return what the metadata service says that an instance is to become."""
        member = self.members.get(instance)
        if member is None:
            return ""
        return (
            "Terminated"
            if member.state in {"Terminating:Wait", "Terminating:Proceed"}
            else "InService"
        )

    def complete_hook(self, instance: str) -> None:
        if member := self.members.get(instance):
            member.may_end.set()

    def _keep(self) -> None:
        while not self._ended.wait(self.pause):
            try:
                self.look()
            except Exception:  # noqa: BLE001 (it looks again)
                _log.exception("%s", self.settings.name)

    def look(self) -> None:
        """Replace what has ended or is unhealthy, and change the size."""
        with self.lock:
            if "ReplaceUnhealthy" not in self.suspended:
                for member in self.serving():
                    if self._is_lost(member):
                        member.is_healthy = False
                        self.activities.append(f"unhealthy {member.id}")
                        self.end(member)
            serving = self.serving()
            if len(serving) < self.desired and "Launch" not in self.suspended:
                self.launch(self.desired - len(serving))
            elif len(serving) > self.desired and "Terminate" not in self.suspended:
                for member in self._surplus(serving, len(serving) - self.desired):
                    self.end(member)

    def _surplus(self, serving: list[Member], count: int) -> list[Member]:
        """Return whom to end: of the fullest zone, of the oldest version, the oldest."""
        chosen = []
        left = list(serving)
        for _ in range(count):
            crowd = Counter(member.instance.machine.subnet for member in left)
            worst = min(
                left,
                key=lambda each: (
                    -crowd[each.instance.machine.subnet],
                    int(each.version),
                    each.started,
                ),
            )
            left.remove(worst)
            chosen.append(worst)
        return chosen

    def _is_lost(self, member: Member) -> bool:
        if not self._compute.is_running(member.id):
            return True
        if "HealthCheck" in self.suspended or not self.settings.asks_balancer:
            return False
        age = time.monotonic() - member.started
        return age > self.settings.grace and self._has_target_state(member, UNHEALTHY)

    def _is_healthy_target(self, member: Member) -> bool:
        return not self.settings.target_groups or all(
            any(t.machine == member.id and t.state == HEALTHY for t in self._box.targets(group))
            for group in self.settings.target_groups
        )

    def _has_target_state(self, member: Member, state: str) -> bool:
        return any(
            target.machine == member.id and target.state == state
            for group in self.settings.target_groups
            for target in self._box.targets(group)
        )

    def description(self) -> dict[str, Any]:
        """Return the group as DescribeAutoScalingGroups does."""
        with self.lock:
            return {
                "AutoScalingGroupName": self.settings.name,
                "MinSize": self.settings.least,
                "MaxSize": self.settings.most,
                "DesiredCapacity": self.desired,
                "Instances": [
                    {
                        "InstanceId": member.id,
                        "AvailabilityZone": member.instance.zone,
                        "LifecycleState": member.state,
                        "HealthStatus": "Healthy" if member.is_healthy else "Unhealthy",
                        "LaunchTemplate": {
                            "LaunchTemplateId": self.settings.template,
                            "Version": member.version,
                        },
                    }
                    for member in self.members.values()
                ],
                "SuspendedProcesses": [{"ProcessName": each} for each in sorted(self.suspended)],
            }
