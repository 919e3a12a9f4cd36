"""The faults: a process killed, killed at a chosen point, hung, cut off, without disk space.

Each fault's `inject` returns once the harness has done all that it will do: from then on the store
must recover by itself.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.faults.disk import Disk
from tests.faults.harness import Harness
from tests.faults.points import fault_files
from tests.faults.points.fault_points import FIRED, Point

MODULES = {
    "bff": "bff",
    "catalog": "catalog",
    "orders": "orders",
    "orders.worker": "orders.worker",
    "catalog.worker": "catalog.worker",
    "users": "users",
    "aws": "local.aws",
}
"""The module of each process but PostgreSQL."""
PARTS = (*MODULES, "postgres")


class Fault(Protocol):
    """A fault that is injected once."""

    @property
    def name(self) -> str:
        """Its name in the report."""

    async def inject(self, harness: Harness) -> None:
        """Inject the fault, and heal what does not heal by itself."""


async def pid_of(harness: Harness, part: str) -> int:
    """Return the process id of a part, once it runs."""
    found: list[int] = []

    def look() -> bool:
        try:
            found.append(_pid_now(harness, part))
        except (AssertionError, OSError, ValueError):
            return False
        return True

    await harness.wait_until(look, f"{part} runs")
    return found[-1]


def _pid_now(harness: Harness, part: str) -> int:
    if part == "postgres":
        lines = (harness.store.state / "postgres" / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), 0)
        return int(lines[0])
    return harness.store.pid_of(["-m", MODULES[part]])


@dataclass(frozen=True)
class Kill:
    """Kill processes at once by SIGKILL, PostgreSQL as `pg_ctl stop -m immediate` does."""

    parts: Sequence[str]

    @property
    def name(self) -> str:
        """Its name in the report."""
        return f"kill {' and '.join(self.parts)}"

    async def inject(self, harness: Harness) -> None:
        """Kill, and wait until each has died."""
        before = {part: harness.deaths_of(part) for part in self.parts}
        for part in self.parts:
            number = signal.SIGQUIT if part == "postgres" else signal.SIGKILL
            os.kill(await pid_of(harness, part), number)
        for part in self.parts:
            await _wait_for_death(harness, part, before[part])


async def _wait_for_death(harness: Harness, part: str, deaths: int) -> None:
    await harness.wait_until(lambda: harness.deaths_of(part) > deaths, f"{part} has died")


@dataclass(frozen=True)
class KillStore:
    """Kill the supervisor, which ends all processes of the store, and start it again."""

    name: str = "kill the whole store"

    async def inject(self, harness: Harness) -> None:
        """Kill it, and start it on the same state without waiting until it is ready."""
        harness.store.stop(signal.SIGKILL)
        harness.store.launch()


@dataclass(frozen=True)
class DieAt:
    """Let the next process that reaches a fault point die there."""

    point: Point

    @property
    def name(self) -> str:
        """Its name in the report."""
        return f"point {self.point.name}"

    async def inject(self, harness: Harness) -> None:
        """Arm the point, and wait until a process has died there."""
        armed = harness.faults / self.point.name
        fired = armed.with_name(armed.name + FIRED)
        fired.unlink(missing_ok=True)
        deaths = harness.deaths_of(self.point.part)
        armed.touch()
        try:
            await harness.wait_until(fired.exists, f"{self.point.part} reaches {self.point.name}")
        finally:
            armed.unlink(missing_ok=True)
        await _wait_for_death(harness, self.point.part, deaths)


@dataclass(frozen=True)
class Hang:
    """Stop a process, so that it accepts connections and answers nothing, and let it go on."""

    part: str
    seconds: float

    @property
    def name(self) -> str:
        """Its name in the report."""
        return f"hang {self.part}"

    async def inject(self, harness: Harness) -> None:
        """Stop it for some seconds."""
        pid = await pid_of(harness, self.part)
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class SlowLink:
    """Delay everything that orders and its database send each other."""

    seconds: float
    latency: float = 0.1
    name: str = "slow link to the database"

    async def inject(self, harness: Harness) -> None:
        """Delay each chunk by `latency` seconds."""
        await harness.link.slow_down(self.latency)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            await harness.link.slow_down(0.0)


@dataclass(frozen=True)
class CutLink:
    """Reset every connection of orders to its database, and refuse new ones."""

    seconds: float
    name: str = "cut link to the database"

    async def inject(self, harness: Harness) -> None:
        """Cut it for some seconds."""
        await harness.link.cut()
        try:
            await asyncio.sleep(self.seconds)
        finally:
            await harness.link.open()


@dataclass(frozen=True)
class SilentLink:
    """Drop everything that orders and its database send each other, without telling either."""

    seconds: float
    name: str = "silent link to the database"

    async def inject(self, harness: Harness) -> None:
        """Drop it for some seconds; connections that are used meanwhile stay dead."""
        await harness.link.silence(is_silent=True)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            await harness.link.silence(is_silent=False)


@dataclass(frozen=True)
class FullDisk:
    """Fill the disk of the database."""

    disk: Disk
    seconds: float
    name: str = "full disk under the database"

    async def inject(self, harness: Harness) -> None:
        """Fill the disk for some seconds."""
        await asyncio.to_thread(self.disk.fill)
        filled = asyncio.get_running_loop().time()
        try:
            # PostgreSQL has spare segments of its write-ahead log, which must be used up first.
            while asyncio.get_running_loop().time() < filled + self.seconds:
                await harness.switch_wal()
                await asyncio.sleep(0.2)
        finally:
            self.disk.remove_ballast()


@dataclass(frozen=True)
class AwsOutage:
    """Make the AWS endpoint unreachable: connections to it are refused."""

    seconds: float
    name: str = "AWS unreachable"

    async def inject(self, harness: Harness) -> None:
        """Kill it, and let it end at each start for some seconds."""
        outage = harness.faults / fault_files.AWS_OUTAGE
        outage.touch()
        try:
            await Kill(["aws"]).inject(harness)
            await asyncio.sleep(self.seconds)
        finally:
            outage.unlink()
