"""The health checks that one node of a load balancer makes, in the node's own network."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event

from tests.rehearsal.box.balancer.health import passes
from tests.rehearsal.box.node import Node
from tests.rehearsal.model import TargetGroup

Key = tuple[str, str]
"""Target group and machine."""


@dataclass
class Check:
    """The checks of one target in one group."""

    group: TargetGroup
    address: str
    state: str = "initial"
    streak: int = 0
    """Passed checks in a row, or failed ones if negative."""

    def count(self, *, passed: bool) -> bool:
        """Count a check; return whether the state has changed."""
        self.streak = max(self.streak, 0) + 1 if passed else min(self.streak, 0) - 1
        before, rule = self.state, self.group.health_check
        # A new target needs to pass one check alone.
        if self.streak >= (1 if before == "initial" else rule.healthy_threshold):
            self.state = "healthy"
        elif -self.streak >= rule.unhealthy_threshold:
            self.state = "unhealthy"
        return self.state != before


class Checker:
    def __init__(self, node: Node, changed: Callable[[str], None]) -> None:
        """`changed` is called with a target group once the state of a target has changed."""
        self._changed = changed
        self._checks: dict[Key, Check] = {}
        self._tasks: dict[Key, asyncio.Task[None]] = {}
        self._started = Event()
        self._thread = node.start_thread(self._run)
        self._started.wait(10)

    def states(self, group: str) -> Mapping[str, tuple[str, str]]:
        """Return address and state by machine."""
        return {
            machine: (check.address, check.state)
            for (of_group, machine), check in list(self._checks.items())
            if of_group == group
        }

    def put(self, targets: Mapping[Key, tuple[TargetGroup, str]]) -> None:
        """Check these targets, each a group and an address, and no others."""
        asyncio.run_coroutine_threadsafe(self._put(targets), self._loop).result(10)

    def stop(self) -> None:
        self.put({})
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.call_soon(self._started.set)
        self._loop.run_forever()
        self._loop.close()

    async def _put(self, targets: Mapping[Key, tuple[TargetGroup, str]]) -> None:
        for key in set(self._checks) - set(targets):
            del self._checks[key]
            task = self._tasks.pop(key)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for key, (group, address) in targets.items():
            if key in self._checks:
                self._checks[key].group = group
            else:
                self._checks[key] = Check(group, address)
                self._tasks[key] = asyncio.create_task(self._watch(key))

    async def _watch(self, key: Key) -> None:
        check = self._checks[key]
        while True:
            passed = await passes(check.group, check.address)
            if check.count(passed=passed):
                await asyncio.to_thread(self._changed, key[0])
            await asyncio.sleep(check.group.health_check.interval)
