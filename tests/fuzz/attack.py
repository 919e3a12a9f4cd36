"""Sends hostile requests to a store, some at a time, and judges every response."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import asyncpg

from bench.speed.connection import Connection, Response
from local.ports import HOST
from tests.fuzz.inputs import HostileRequest, ShopData, inputs
from tests.fuzz.judge import MAX_SECONDS, Finding, judge
from tests.fuzz.words import Vocabulary
from tests.integration.shop import admin_token, visit
from tests.store import RunningStore

MAX_CONCURRENT = 4
TIMEOUT = 10.0
"""Seconds until a response counts as missing."""
SLOW_RETRIES = 3
"""How often a request with a slow response is sent again; the fastest response counts."""


@dataclass
class Outcome:
    """The outcome of an attack."""

    findings: list[Finding] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    """The number of responses by kind of request and status."""
    slowest: float = 0.0
    """Seconds of the slowest first response."""

    @property
    def done(self) -> int:
        return self.statuses.total()


async def attack(
    store: RunningStore, count: int, seed: int, log: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Send `count` requests; `log` is called now and then with how many are done."""
    requests = islice(inputs(await read_shop_data(store), seed), count)
    outcome = Outcome()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(MAX_CONCURRENT):
            tasks.create_task(_send(store.ports.bff, requests, outcome, log))
    return outcome


async def read_shop_data(store: RunningStore) -> ShopData:
    """Put three tables up for sale, unless they are, and return the shop's data."""
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
    return ShopData(products, cursors, token, Vocabulary(await _lexicon(store)))


async def _lexicon(store: RunningStore) -> list[str]:
    """Return the words that the store's products have, in each language."""
    connection = await asyncpg.connect(store.database.url("catalog", role="catalog"), ssl=False)
    try:
        rows = await connection.fetch(
            "SELECT DISTINCT word FROM search_words WHERE products > 0 ORDER BY word"
        )
    finally:
        await connection.close()
    return [row["word"] for row in rows]


def table(number: int) -> dict[str, Any]:
    """Return one of several similar products, so that a page has a next one."""
    return {
        "sku": f"FUZZ-TABLE-{number}",
        "texts": {"es": {"name": f"Mesa de roble {number}"}},
        "categories": [{"slug": "mesas", "names": {"es": "Mesas"}}],
        "price": {"amount": 1000 + number, "currency": "EUR"},
    }


async def _send(
    port: int, requests: Iterator[HostileRequest], outcome: Outcome, log: Callable[[int], None]
) -> None:
    for request in requests:
        try:
            response, took = await _measure(port, request)
            outcome.slowest = max(outcome.slowest, took)
            # On a busy machine any response may be slow once; one that is slow by itself always is.
            for _ in range(SLOW_RETRIES):
                if took <= MAX_SECONDS:
                    break
                took = min(took, (await _measure(port, request))[1])
        except (TimeoutError, ConnectionError) as error:
            outcome.findings.append(Finding("no response", request, repr(error)))
            continue
        outcome.statuses[request.kind, response.status] += 1
        outcome.findings += judge(request, response, took)
        if outcome.done % 500 == 0:
            log(outcome.done)


async def _measure(port: int, request: HostileRequest) -> tuple[Response, float]:
    """Return the response, and after how many seconds it came."""
    # A connection for each, so that no request affects the next.
    connection = await Connection.open(HOST, port)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(TIMEOUT):
            response = await connection.send(request.raw)
    finally:
        connection.close()
    return response, time.perf_counter() - began
