"""One run: buyers come while one fault after the other is injected; then everything is compared."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import aiohttp

from local import aws
from tests.faults import recovery
from tests.faults.buyers import Attempt, Buyers
from tests.faults.comparison import compare
from tests.faults.evidence import Evidence, OrderRow, gather
from tests.faults.faults import Fault, Kill
from tests.faults.harness import Harness
from tests.faults.ledger import Ledger
from tests.faults.outage import Outage, OutageResult
from tests.faults.purchases import draw_purchases
from tests.faults.rush import RushResult, rush

SETTLING = 120.0
"""Seconds after the last fault in which every outcome must become known; and seconds without any
message delivered after which the outbox is no longer waited for."""
SAMPLE = 25
"""Orders that are also read over HTTP."""

Log = Callable[[str], None]


@dataclass(frozen=True)
class FaultResult:
    """One fault, and how the store recovered from it."""

    name: str
    recovery: float | None
    """Seconds from healing to the first good window; None: not in time."""
    delivery: float | None
    """Seconds from healing until an outbox message was delivered; None: not in time."""
    attempts: Sequence[Attempt]
    """The requests from the injection to the recovery."""


@dataclass
class RunResult:
    """A run that is over."""

    seed: int
    seconds: float
    faults: list[FaultResult]
    scenarios: list[RushResult | OutageResult]
    evidence: Evidence
    drained: float
    """Seconds from the last fault's recovery until no message waited in the outbox."""
    findings: list[str] = field(default_factory=list)


async def run_faults(
    harness: Harness,
    faults: Iterable[Fault],
    *,
    seed: int,
    rate: float,
    log: Log,
    within: float = recovery.MAX_RECOVERY_SECONDS,
    outage: Outage | None = None,
) -> RunResult:
    """Open the store, inject every fault under `rate` buyers a second, and compare.

    After each fault the store must recover `within` so many seconds. Then come the rush and the
    outage, if there is to be one. The store is left open.
    """
    began = time.monotonic()
    assortment = await harness.open()
    log(f"seed {seed}, {rate:.0f} buyers a second")
    scenarios: list[RushResult | OutageResult] = []
    with Ledger(harness.ledger) as ledger:
        async with _buyers(harness, ledger) as buyers:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(buyers.arrive(draw_purchases(seed, assortment), rate))
                tasks.create_task(buyers.restock(assortment.scarce, seed))
                at_first = await wait_until_recovered(buyers, time.monotonic(), within)
                log(f"ready after {_seconds(at_first)}")
                results = [await _inject(harness, buyers, fault, log, within) for fault in faults]
                scenarios.append(await rush(harness, buyers, seed + 1, Kill(["orders"])))
                log(f"rush: {scenarios[-1]}")
                buyers.leave()
            await buyers.settle(SETTLING)
        drained = await harness.drain(SETTLING)
        log(f"outbox empty after {drained:.0f} s")
        if outage is not None:
            async with _buyers(harness, ledger) as buyers:
                purchases = draw_purchases(seed + 2, assortment)
                scenarios.append(await outage.run(harness, buyers, purchases))
            log(f"outage: {scenarios[-1]}")
    evidence = await gather(harness)
    result = RunResult(seed, time.monotonic() - began, results, scenarios, evidence, drained)
    if at_first is None:
        result.findings.append(f"the start: not ready in {within:.0f} s")
    result.findings += await _find(harness, result, within)
    return result


def _buyers(harness: Harness, ledger: Ledger) -> Buyers:
    return Buyers(harness.store.base_url, harness.token(), ledger, harness.limited)


async def _inject(
    harness: Harness, buyers: Buyers, fault: Fault, log: Log, within: float
) -> FaultResult:
    first = len(buyers.attempts)
    await fault.inject(harness)
    harness.check()
    healed = time.monotonic()
    recovery_time, delivery = await asyncio.gather(
        wait_until_recovered(buyers, healed, within), harness.seconds_until_delivery(within)
    )
    result = FaultResult(fault.name, recovery_time, delivery, buyers.attempts[first:])
    log(
        f"{fault.name}: recovered after {_seconds(recovery_time)},"
        f" delivering again after {_seconds(delivery)}"
    )
    return result


def _seconds(taken: float | None) -> str:
    return f"{taken:.1f} s" if taken is not None else "NEVER"


async def wait_until_recovered(buyers: Buyers, healed: float, within: float) -> float | None:
    """Return the seconds from `healed` until the store had recovered; None: not `within` them."""
    while (now := time.monotonic()) < healed + within + recovery.WINDOW:
        after = recovery.recovered_after(buyers.attempts, healed, now)
        if after is not None:
            return after
        await asyncio.sleep(0.2)
    return None


async def _find(harness: Harness, result: RunResult, within: float) -> list[str]:
    findings = compare(result.evidence)
    for fault in result.faults:
        if fault.recovery is None:
            findings.append(f"{fault.name}: not recovered in {within:.0f} s")
        if fault.delivery is None:
            findings.append(f"{fault.name}: no message delivered in {within:.0f} s")
    findings += [finding for scenario in result.scenarios for finding in scenario.findings]
    findings += await _read_over_http(harness, result.evidence.orders)
    findings += await audit(harness)
    return findings


async def _read_over_http(harness: Harness, orders: Sequence[OrderRow]) -> list[str]:
    """Compare some orders with what the API says of them."""
    headers = {"Authorization": f"Bearer {harness.token()}"}
    findings = []
    async with aiohttp.ClientSession(headers=headers) as session:
        for order in orders[:: max(1, len(orders) // SAMPLE)]:
            url = f"{harness.store.base_url}/orders/{order.id}"
            async with session.get(url) as response:
                document = await response.json()
            lines = {item["product_id"]: item["quantity"] for item in document.get("items", ())}
            read = (document.get("number"), document.get("status"), lines)
            if read != (order.number, order.status, dict(order.lines)):
                findings.append(f"order #{order.number}: read over HTTP as {read}")
    return findings


async def audit(harness: Harness) -> list[str]:
    """Run `python -m orders.audit`; return its findings."""
    environ = {
        **os.environ,
        **aws.credentials(harness.store.aws_url),
        "DATABASE_URL": harness.database_url,
        "RECEIPTS_BUCKET": aws.RECEIPTS_BUCKET,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "orders.audit"),
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode == 0:
        return []
    return [f"audit: {line}" for line in output.decode().splitlines()]
