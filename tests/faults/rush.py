"""Two hundred want one of fifty, and thirty of the happy ones give theirs back meanwhile."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import asyncpg

from tests.faults.buyers import Buyers
from tests.faults.faults import Fault
from tests.faults.ledger import Outcome
from tests.faults.plan import Purchase, Shelf, purchases
from tests.faults.stage import RUSH, Stage

BUYERS = 200
GIVE_BACK = 30
PATIENCE = 120.0
"""Seconds that it may all take."""
_PAUSE = 0.1
"""Seconds before one who was refused tries again."""
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
class Rushed:
    """How it went."""

    placed: int
    cancelled: int
    kept: int
    """Orders that stand at the end."""
    left: int
    samples: int
    """How often the balance was looked at."""
    findings: tuple[str, ...]


async def rush(stage: Stage, buyers: Buyers, seed: int, fault: Fault | None = None) -> Rushed:
    """Let them in all at once, and strike in the middle of it with a fault, if any."""
    product = await stage.product("RUSH")
    crowd = Crowd(buyers, purchases(seed, Shelf([product], product)), seed)
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(_watch(stage, product, crowd.over))
        findings = await crowd.come_within(PATIENCE, _strike(stage, crowd, fault))
    samples = watching.result()
    off = {sold + left for sold, left in samples} - {RUSH}
    findings += [f"rush: sold and left were {found}, not {RUSH}" for found in sorted(off)]
    sold, left = samples[-1]
    if (sold, left) != (RUSH, 0):
        findings.append(f"rush: in the end {sold} had one and {left} were left, though all wanted")
    return Rushed(crowd.placed, crowd.cancelled, sold, left, len(samples), findings=tuple(findings))


class Crowd:
    """Those who all want the same, and do not go before they know that there is none to come."""

    def __init__(self, buyers: Buyers, plan: Iterator[Purchase], seed: int) -> None:
        self.over = asyncio.Event()
        self.first_had = asyncio.Event()
        self.placed = self.cancelled = 0
        self._buyers = buyers
        self._plan = plan
        self._chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        self._all_back = asyncio.Event()

    async def come_within(self, patience: float, meanwhile: Coroutine[Any, Any, None]) -> list[str]:
        """Return once everybody has one, or knows that there is none, and `meanwhile` is done.

        Answer what is wrong, if they have to be sent away after `patience` seconds.
        """
        try:
            async with asyncio.timeout(patience), asyncio.TaskGroup() as tasks:
                tasks.create_task(meanwhile)
                for _ in range(BUYERS):
                    tasks.create_task(self._want(self._one_of(next(self._plan))))
        except TimeoutError:
            had = f"{self.placed} had one and {self.cancelled} gave it back"
            return [f"rush: not over in {patience:.0f} s, {had}"]
        finally:
            self.over.set()
        return []

    def _one_of(self, purchase: Purchase) -> Purchase:
        items = [{**item, "quantity": 1} for item in purchase.body["items"][:1]]
        return Purchase(purchase.key, {**purchase.body, "items": items}, purchase.language, ())

    async def _want(self, purchase: Purchase) -> None:
        while True:
            is_last_try = self._all_back.is_set()
            told = await self._buyers.shop(purchase)
            if told.status == HTTPStatus.CREATED:
                await self._have(told)
                return
            if is_last_try:
                return
            await asyncio.sleep(_PAUSE)

    async def _have(self, order: Outcome) -> None:
        self.placed += 1
        self.first_had.set()
        if self.placed > GIVE_BACK:
            return
        await asyncio.sleep(self._chance.uniform(0.0, 1.0))
        await self._buyers.cancel(order, self._chance.choice(("guest", "admin")))
        self.cancelled += 1
        if self.cancelled == GIVE_BACK:
            self._all_back.set()


async def _strike(stage: Stage, crowd: Crowd, fault: Fault | None) -> None:
    await crowd.first_had.wait()
    if fault is not None:
        await fault.strike(stage)


async def _watch(stage: Stage, product: str, over: asyncio.Event) -> list[tuple[int, int]]:
    """Return what was sold and what was left, at every moment that could be looked at."""
    samples = []
    connection = await asyncpg.connect(stage.database_url, ssl=False)
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
