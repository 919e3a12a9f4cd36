"""What can go wrong with a part: killed, killed at a chosen point, hung, cut off, out of room.

Each fault's `strike` returns once the harness has done all that it will do: from then on the store
must come back by itself.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.faults.disk import Disk
from tests.faults.points import fault_files
from tests.faults.points.fault_points import FIRED, Point
from tests.faults.stage import Stage

MODULES = {
    "bff": "bff",
    "catalog": "catalog",
    "orders": "orders",
    "orders.worker": "orders.worker",
    "catalog.worker": "catalog.worker",
    "users": "users",
    "aws": "local.aws",
}
"""What each part but PostgreSQL runs."""
PARTS = (*MODULES, "postgres")


class Fault(Protocol):
    """Something that goes wrong, once."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    async def strike(self, stage: Stage) -> None:
        """Let it go wrong, and heal what does not heal by itself."""


async def pid_of(stage: Stage, part: str) -> int:
    """Return the process of a part, once it has one."""
    found: list[int] = []

    def look() -> bool:
        try:
            found.append(_pid_now(stage, part))
        except (AssertionError, OSError, ValueError):
            return False
        return True

    await stage.until(look, f"{part} runs")
    return found[-1]


def _pid_now(stage: Stage, part: str) -> int:
    if part == "postgres":
        lines = (stage.store.state / "postgres" / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), 0)
        return int(lines[0])
    return stage.store.pid_of(["-m", MODULES[part]])


@dataclass(frozen=True)
class Kill:
    """Kill parts at once: `kill -9`, and for PostgreSQL what `pg_ctl stop -m immediate` does."""

    parts: Sequence[str]

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"kill {' and '.join(self.parts)}"

    async def strike(self, stage: Stage) -> None:
        """Kill, and see that each has died of it."""
        before = {part: stage.deaths_of(part) for part in self.parts}
        for part in self.parts:
            number = signal.SIGQUIT if part == "postgres" else signal.SIGKILL
            os.kill(await pid_of(stage, part), number)
        for part in self.parts:
            await _has_died(stage, part, before[part])


async def _has_died(stage: Stage, part: str, deaths: int) -> None:
    await stage.until(lambda: stage.deaths_of(part) > deaths, f"{part} is seen to have died")


@dataclass(frozen=True)
class KillStore:
    """Kill the process that keeps the parts, which takes them along, and start it again."""

    name: str = "kill the whole store"

    async def strike(self, stage: Stage) -> None:
        """Kill it and start it on the same state; it comes back in its own time."""
        stage.store.stop(signal.SIGKILL)
        stage.store.launch()


@dataclass(frozen=True)
class DieAt:
    """Have the next process that reaches a point of the code die there."""

    point: Point

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"point {self.point.name}"

    async def strike(self, stage: Stage) -> None:
        """Arm the point and wait until a process has died of it."""
        armed = stage.faults / self.point.name
        fired = armed.with_name(armed.name + FIRED)
        fired.unlink(missing_ok=True)
        deaths = stage.deaths_of(self.point.part)
        armed.touch()
        try:
            await stage.until(fired.exists, f"{self.point.part} comes to {self.point.name}")
        finally:
            armed.unlink(missing_ok=True)
        await _has_died(stage, self.point.part, deaths)


@dataclass(frozen=True)
class Hang:
    """Stop a part, so that it takes connections and answers nothing, and let it go on."""

    part: str
    seconds: float

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"hang {self.part}"

    async def strike(self, stage: Stage) -> None:
        """Stop it for some seconds."""
        pid = await pid_of(stage, self.part)
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class SlowLink:
    """Hold back all that orders and its database say to each other."""

    seconds: float
    latency: float = 0.1
    name: str = "slow link to the database"

    async def strike(self, stage: Stage) -> None:
        """Hold each chunk back for `latency` seconds."""
        await stage.link.slow_down(self.latency)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            await stage.link.slow_down(0.0)


@dataclass(frozen=True)
class CutLink:
    """Reset every connection of orders to its database, and refuse new ones."""

    seconds: float
    name: str = "cut link to the database"

    async def strike(self, stage: Stage) -> None:
        """Cut it for some seconds."""
        await stage.link.cut()
        try:
            await asyncio.sleep(self.seconds)
        finally:
            await stage.link.open()


@dataclass(frozen=True)
class SilentLink:
    """Swallow all that orders and its database say to each other, and tell neither."""

    seconds: float
    name: str = "silent link to the database"

    async def strike(self, stage: Stage) -> None:
        """Swallow for some seconds; connections that were used meanwhile stay dead."""
        await stage.link.silence(is_silent=True)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            await stage.link.silence(is_silent=False)


@dataclass(frozen=True)
class FullDisk:
    """Take the database's last byte of disk."""

    disk: Disk
    seconds: float
    name: str = "full disk under the database"

    async def strike(self, stage: Stage) -> None:
        """Fill the disk for some seconds."""
        await asyncio.to_thread(self.disk.fill)
        filled = asyncio.get_running_loop().time()
        try:
            # It has write-ahead log in store; once that is used up, there is no room for more.
            while asyncio.get_running_loop().time() < filled + self.seconds:
                await stage.use_up_log()
                await asyncio.sleep(0.2)
        finally:
            self.disk.make_room()


@dataclass(frozen=True)
class AwsAway:
    """Take the AWS endpoint away: connections to it are refused."""

    seconds: float
    name: str = "AWS away"

    async def strike(self, stage: Stage) -> None:
        """Kill it, and have it end at each start for some seconds."""
        away = stage.faults / fault_files.AWS_AWAY
        away.touch()
        try:
            await Kill(["aws"]).strike(stage)
            await asyncio.sleep(self.seconds)
        finally:
            away.unlink()
