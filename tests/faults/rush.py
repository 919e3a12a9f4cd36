"""200 buyers want one of 50 units, and 30 of those who get one cancel their order meanwhile."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import asyncpg

from tests.faults.buyers import Buyers
from tests.faults.faults import Fault
from tests.faults.harness import RUSH, Harness
from tests.faults.ledger import Outcome
from tests.faults.purchases import Assortment, Purchase, draw_purchases

BUYERS = 200
CANCELLATIONS = 30
PATIENCE = 120.0
"""Seconds that the rush may take."""
_PAUSE = 0.1
"""Seconds until a refused buyer tries again."""
# One statement, one snapshot.
_BALANCE = """
    SELECT on_hand AS "left", (
        SELECT coalesce(sum(quantity), 0)::bigint
        FROM order_lines JOIN orders ON orders.id = order_lines.order_id
        WHERE order_lines.product_id = stock.product_id AND orders.status <> 'cancelled'
    ) AS sold
    FROM stock WHERE product_id = $1
"""


@dataclass(frozen=True)
class RushResult:
    """The result of the rush."""

    placed: int
    cancelled: int
    kept: int
    """Orders not cancelled at the end."""
    left: int
    samples: int
    """Snapshots of sold and left."""
    findings: tuple[str, ...]


async def rush(
    harness: Harness, buyers: Buyers, seed: int, fault: Fault | None = None
) -> RushResult:
    """Let all buyers come at once, and inject a fault meanwhile, if there is one."""
    product = await harness.product("RUSH")
    crowd = Crowd(buyers, draw_purchases(seed, Assortment([product], product)), seed)
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(_watch(harness, product, crowd.over))
        findings = await crowd.buy_within(PATIENCE, _inject(harness, crowd, fault))
    samples = watching.result()
    wrong_sums = {sold + left for sold, left in samples} - {RUSH}
    findings += [f"rush: sold and left were {found}, not {RUSH}" for found in sorted(wrong_sums)]
    sold, left = samples[-1]
    if (sold, left) != (RUSH, 0):
        findings.append(f"rush: in the end {sold} were sold and {left} left, though all wanted one")
    return RushResult(
        crowd.placed, crowd.cancelled, sold, left, len(samples), findings=tuple(findings)
    )


class Crowd:
    """The buyers; each tries until they have an order, or no cancellation is to come."""

    def __init__(self, buyers: Buyers, purchases: Iterator[Purchase], seed: int) -> None:
        self.over = asyncio.Event()
        self.first_order = asyncio.Event()
        self.placed = self.cancelled = 0
        self._buyers = buyers
        self._purchases = purchases
        self._random = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        self._all_cancelled = asyncio.Event()

    async def buy_within(self, patience: float, meanwhile: Coroutine[Any, Any, None]) -> list[str]:
        """Return once every buyer is done, and `meanwhile` too.

        Return a finding if they are not done after `patience` seconds.
        """
        try:
            async with asyncio.timeout(patience), asyncio.TaskGroup() as tasks:
                tasks.create_task(meanwhile)
                for _ in range(BUYERS):
                    tasks.create_task(self._buy(self._one_unit_of(next(self._purchases))))
        except TimeoutError:
            orders = f"{self.placed} placed, {self.cancelled} cancelled"
            return [f"rush: not over in {patience:.0f} s, {orders}"]
        finally:
            self.over.set()
        return []

    def _one_unit_of(self, purchase: Purchase) -> Purchase:
        items = [{**item, "quantity": 1} for item in purchase.body["items"][:1]]
        return Purchase(purchase.key, {**purchase.body, "items": items}, purchase.language, ())

    async def _buy(self, purchase: Purchase) -> None:
        while True:
            is_last_try = self._all_cancelled.is_set()
            outcome = await self._buyers.shop(purchase)
            if outcome.status == HTTPStatus.CREATED:
                await self._count(outcome)
                return
            if is_last_try:
                return
            await asyncio.sleep(_PAUSE)

    async def _count(self, order: Outcome) -> None:
        self.placed += 1
        self.first_order.set()
        if self.placed > CANCELLATIONS:
            return
        await asyncio.sleep(self._random.uniform(0.0, 1.0))
        await self._buyers.cancel(order, self._random.choice(("guest", "admin")))
        self.cancelled += 1
        if self.cancelled == CANCELLATIONS:
            self._all_cancelled.set()


async def _inject(harness: Harness, crowd: Crowd, fault: Fault | None) -> None:
    await crowd.first_order.wait()
    if fault is not None:
        await fault.inject(harness)


async def _watch(harness: Harness, product: str, over: asyncio.Event) -> list[tuple[int, int]]:
    """Return what was sold and left, in one snapshot after the other."""
    samples = []
    connection = await asyncpg.connect(harness.database_url, ssl=False)
    try:
        is_last = False
        while not is_last:
            is_last = over.is_set()
            row = await connection.fetchrow(_BALANCE, product)
            samples.append((row["sold"], row["left"]))
            await asyncio.sleep(0.005)
    finally:
        await connection.close()
    return samples
