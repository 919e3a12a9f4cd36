"""Sends hostile requests to a store, some at a time, and judges every answer."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bench.speed.connection import Connection, Response
from local.ports import HOST
from tests.fuzz.inputs import Hostile, Known, inputs
from tests.fuzz.judge import SLOWEST, Finding, judge
from tests.integration.shop import admin_token, visit
from tests.store import RunningStore

AT_ONCE = 4
PATIENCE = 10.0
"""Seconds until an answer counts as none."""
SECOND_THOUGHTS = 3
"""How often a request that was answered slowly is sent again; the quickest answer counts."""


@dataclass
class Outcome:
    """What came of it."""

    findings: list[Finding] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How many answers by kind of request and status."""
    slowest: float = 0.0
    """Seconds that the slowest first answer took."""

    @property
    def done(self) -> int:
        return self.statuses.total()


async def attack(
    store: RunningStore, count: int, seed: int, tell: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Send so many requests; `tell` hears now and then how many are done."""
    requests = islice(inputs(await look_around(store), seed), count)
    outcome = Outcome()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(_send(store.ports.bff, requests, outcome, tell))
    return outcome


async def look_around(store: RunningStore) -> Known:
    """Put three tables up for sale, unless they are, and read what is real in the shop."""
    token = admin_token(store.state)
    cursors = []
    async with visit(store, token=token) as visitor:
        for number in range(3):
            await visitor.ask("POST", "/products", table(number))
        for more in (
            "",
            "&sort=price",
            "&sort=name",
            "&sort=-price",
            "&q=mesa",
            "&q=mesa&sort=name",
        ):
            page = (await visitor.ask("GET", f"/products?limit=1{more}")).document
            if page["next_cursor"]:
                cursors.append((f"limit=1{more}", page["next_cursor"]))
        page = (await visitor.ask("GET", "/products?limit=20")).document
        products = [item["id"] for item in page["items"]]
    return Known(products, cursors, token)


def table(number: int) -> dict[str, Any]:
    """Return a product whose like there are more of, so that a page has a next one."""
    return {
        "sku": f"FUZZ-TABLE-{number}",
        "texts": {"es": {"name": f"Mesa de roble {number}"}},
        "categories": [{"slug": "mesas", "names": {"es": "Mesas"}}],
        "price": {"amount": 1000 + number, "currency": "EUR"},
    }


async def _send(
    port: int, requests: Iterator[Hostile], outcome: Outcome, tell: Callable[[int], None]
) -> None:
    for request in requests:
        try:
            response, took = await _ask(port, request)
            outcome.slowest = max(outcome.slowest, took)
            # A busy machine keeps one waiting now and then. What is slow by itself always is.
            for _ in range(SECOND_THOUGHTS):
                if took <= SLOWEST:
                    break
                took = min(took, (await _ask(port, request))[1])
        except (TimeoutError, ConnectionError) as error:
            outcome.findings.append(Finding("no answer", request, repr(error)))
            continue
        outcome.statuses[request.kind, response.status] += 1
        outcome.findings += judge(request, response, took)
        if outcome.done % 500 == 0:
            tell(outcome.done)


async def _ask(port: int, request: Hostile) -> tuple[Response, float]:
    """Return what was answered, and after how many seconds."""
    # A connection for each: whatever a request leaves behind on it must not judge the next.
    connection = await Connection.open(HOST, port)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            response = await connection.send(request.raw)
    finally:
        connection.close()
    return response, time.perf_counter() - began
