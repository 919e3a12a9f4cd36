"""The message service is away for long while buyers keep coming: nobody waits for it."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

from tests.faults.buyers import Answer, Buyers
from tests.faults.faults import AwsAway
from tests.faults.plan import Purchase
from tests.faults.stage import Stage


@dataclass(frozen=True)
class Outlived:
    """How it went."""

    rate: float
    """Buyers a second."""
    placed: int
    median: float
    """Seconds until an answer, half of them."""
    slowest: float
    """The same, 99 of 100."""
    told_after: float
    """Seconds from the service's return until nothing waited in the outbox."""
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Outage:
    """What is asked of the store."""

    rate: float
    """Buyers a second."""
    seconds: float
    """For how long they come."""
    away: float
    """For how many of these the service is away, in the middle."""
    told_within: float
    """Seconds after its return in which everything must have been told."""

    async def happen(self, stage: Stage, buyers: Buyers, plan: Iterator[Purchase]) -> Outlived:
        """Let them come, and the service go and return."""
        before = len(buyers.answers)
        coming = asyncio.create_task(buyers.arrive(plan, self.rate))
        await asyncio.sleep((self.seconds - self.away) / 2)
        await AwsAway(self.away).strike(stage)
        returned = time.monotonic()
        await asyncio.sleep((self.seconds - self.away) / 2)
        buyers.leave()
        await coming
        await buyers.settle(self.told_within)
        await stage.drain(self.told_within)
        told_after = time.monotonic() - returned
        answers = buyers.answers[before:]
        findings = tuple(self._findings(answers, told_after))
        return Outlived(self.rate, *_placed(answers), told_after, findings)

    def _findings(self, answers: Sequence[Answer], told_after: float) -> Iterator[str]:
        refused = sum(not one.is_good for one in answers if one.outcome)
        if refused:
            yield f"outage: {refused} requests were refused meanwhile"
        if told_after > self.told_within:
            yield f"outage: all told after {told_after:.0f} s, not {self.told_within:.0f}"


def _placed(answers: Sequence[Answer]) -> tuple[int, float, float]:
    took = [answer.took for answer in answers if answer.outcome and answer.outcome.status == 201]
    percents = quantiles(took, n=100)
    return len(took), percents[49], percents[98]
