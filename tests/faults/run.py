"""One run: buyers come all along while one fault after the other strikes; then all is compared."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import aiohttp

from local import aws
from tests.faults import plan, recovery
from tests.faults.buyers import Answer, Buyers
from tests.faults.comparison import compare
from tests.faults.evidence import Evidence, OrderRow, gather
from tests.faults.faults import Fault, Kill
from tests.faults.ledger import Ledger
from tests.faults.outage import Outage, Outlived
from tests.faults.rush import Rushed, rush
from tests.faults.stage import Stage

SETTLING = 120.0
"""Seconds after the last fault until every answer is sure, and without any letter delivered."""
SAMPLE = 25
"""Orders that are read over HTTP as well."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Struck:
    """One fault, and how the store came out of it."""

    name: str
    recovery: float | None
    """Seconds from healing to the first good window; None: not in time."""
    told: float | None
    """Seconds from healing until a letter was delivered; None: likewise."""
    answers: Sequence[Answer]
    """To what was asked from the strike to the recovery."""


@dataclass
class Finished:
    """A run that is over."""

    seed: int
    seconds: float
    struck: list[Struck]
    scenes: list[Rushed | Outlived]
    evidence: Evidence
    drained: float
    """Seconds from the last fault's recovery until nothing waited in the outbox."""
    findings: list[str] = field(default_factory=list)


async def prove(
    stage: Stage,
    faults: Iterable[Fault],
    *,
    seed: int,
    rate: float,
    tell: Tell,
    within: float = recovery.MAX_RECOVERY_SECONDS,
    outage: Outage | None = None,
) -> Finished:
    """Open the store, strike with every fault under `rate` buyers a second, and compare.

    After each fault the store must be good again `within` so many seconds. Then comes the rush,
    and the outage if there is to be one. The store is left open.
    """
    began = time.monotonic()
    shelf = await stage.open()
    tell(f"seed {seed}, {rate:.0f} buyers a second")
    scenes: list[Rushed | Outlived] = []
    with Ledger(stage.ledger) as ledger:
        async with _buyers(stage, ledger) as buyers:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(buyers.arrive(plan.purchases(seed, shelf), rate))
                tasks.create_task(buyers.restock(shelf.scarce, seed))
                at_first = await wait_until_good(buyers, time.monotonic(), within)
                tell(f"good after {_seconds(at_first)}")
                struck = [await _strike(stage, buyers, fault, tell, within) for fault in faults]
                scenes.append(await rush(stage, buyers, seed + 1, Kill(["orders"])))
                tell(f"rush: {scenes[-1]}")
                buyers.leave()
            await buyers.settle(SETTLING)
        drained = await stage.drain(SETTLING)
        tell(f"outbox empty after {drained:.0f} s")
        if outage is not None:
            async with _buyers(stage, ledger) as buyers:
                crowd = plan.purchases(seed + 2, shelf)
                scenes.append(await outage.happen(stage, buyers, crowd))
            tell(f"outage: {scenes[-1]}")
    evidence = await gather(stage)
    finished = Finished(seed, time.monotonic() - began, struck, scenes, evidence, drained)
    if at_first is None:
        finished.findings.append(f"the start: not good in {within:.0f} s")
    finished.findings += await _find(stage, finished, within)
    return finished


def _buyers(stage: Stage, ledger: Ledger) -> Buyers:
    return Buyers(stage.store.base_url, stage.token(), ledger, stage.limited)


async def _strike(stage: Stage, buyers: Buyers, fault: Fault, tell: Tell, within: float) -> Struck:
    first = len(buyers.answers)
    await fault.strike(stage)
    stage.check()
    healed = time.monotonic()
    after, told = await asyncio.gather(
        wait_until_good(buyers, healed, within), stage.tells_again(within)
    )
    struck = Struck(fault.name, after, told, buyers.answers[first:])
    tell(f"{fault.name}: good again after {_seconds(after)}, telling again after {_seconds(told)}")
    return struck


def _seconds(taken: float | None) -> str:
    return f"{taken:.1f} s" if taken is not None else "NEVER"


async def wait_until_good(buyers: Buyers, healed: float, within: float) -> float | None:
    """Return how many seconds after `healed` the store was good; None: not `within` so many."""
    while (now := time.monotonic()) < healed + within + recovery.WINDOW:
        after = recovery.recovered_after(buyers.answers, healed, now)
        if after is not None:
            return after
        await asyncio.sleep(0.2)
    return None


async def _find(stage: Stage, finished: Finished, within: float) -> list[str]:
    findings = compare(finished.evidence)
    for struck in finished.struck:
        if struck.recovery is None:
            findings.append(f"{struck.name}: not good again in {within:.0f} s")
        if struck.told is None:
            findings.append(f"{struck.name}: nothing told in {within:.0f} s")
    findings += [finding for scene in finished.scenes for finding in scene.findings]
    findings += await _read_over_http(stage, finished.evidence.orders)
    findings += await audit(stage)
    return findings


async def _read_over_http(stage: Stage, orders: Sequence[OrderRow]) -> list[str]:
    """Compare some orders with what the API says of them."""
    headers = {"Authorization": f"Bearer {stage.token()}"}
    findings = []
    async with aiohttp.ClientSession(headers=headers) as session:
        for order in orders[:: max(1, len(orders) // SAMPLE)]:
            url = f"{stage.store.base_url}/orders/{order.id}"
            async with session.get(url) as reply:
                document = await reply.json()
            lines = {item["product_id"]: item["quantity"] for item in document.get("items", ())}
            read = (document.get("number"), document.get("status"), lines)
            if read != (order.number, order.status, dict(order.lines)):
                findings.append(f"order #{order.number}: read over HTTP as {read}")
    return findings


async def audit(stage: Stage) -> list[str]:
    """Have the operator's own command look at it all; return what it finds."""
    environ = {
        **os.environ,
        **aws.credentials(stage.store.aws_url),
        "DATABASE_URL": stage.database_url,
        "RECEIPTS_BUCKET": aws.RECEIPTS_BUCKET,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "orders.audit"),
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode == 0:
        return []
    return [f"audit: {line}" for line in said.decode().splitlines()]
