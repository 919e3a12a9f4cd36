"""AWS is unreachable for long while buyers keep coming: no buyer waits for it."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

from tests.faults.buyers import Attempt, Buyers
from tests.faults.faults import AwsOutage
from tests.faults.harness import Harness
from tests.faults.purchases import Purchase


@dataclass(frozen=True)
class OutageResult:
    """The result of the outage."""

    rate: float
    """Buyers a second."""
    placed: int
    median: float
    """Response time in seconds, median."""
    slowest: float
    """Response time in seconds, 99 %."""
    delivered_after: float
    """Seconds from the end of the outage until no message waited in the outbox."""
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Outage:
    """The parameters of the outage."""

    rate: float
    """Buyers a second."""
    seconds: float
    """How long they come."""
    away: float
    """Seconds that AWS is unreachable, in the middle."""
    delivery_limit: float
    """Seconds after the outage in which every message must be delivered."""

    async def run(
        self, harness: Harness, buyers: Buyers, purchases: Iterator[Purchase]
    ) -> OutageResult:
        """Let buyers come, and make AWS unreachable meanwhile."""
        before = len(buyers.attempts)
        coming = asyncio.create_task(buyers.arrive(purchases, self.rate))
        await asyncio.sleep((self.seconds - self.away) / 2)
        await AwsOutage(self.away).inject(harness)
        ended = time.monotonic()
        await asyncio.sleep((self.seconds - self.away) / 2)
        buyers.leave()
        await coming
        await buyers.settle(self.delivery_limit)
        await harness.drain(self.delivery_limit)
        delivered_after = time.monotonic() - ended
        attempts = buyers.attempts[before:]
        findings = tuple(self._findings(attempts, delivered_after))
        return OutageResult(self.rate, *_placed(attempts), delivered_after, findings)

    def _findings(self, attempts: Sequence[Attempt], delivered_after: float) -> Iterator[str]:
        refused = sum(not attempt.is_good for attempt in attempts if attempt.outcome)
        if refused:
            yield f"outage: {refused} requests were refused"
        if delivered_after > self.delivery_limit:
            limit = f"{self.delivery_limit:.0f}"
            yield f"outage: all delivered after {delivered_after:.0f} s, not {limit}"


def _placed(attempts: Sequence[Attempt]) -> tuple[int, float, float]:
    took = [
        attempt.took for attempt in attempts if attempt.outcome and attempt.outcome.status == 201
    ]
    percents = quantiles(took, n=100)
    return len(took), percents[49], percents[98]
