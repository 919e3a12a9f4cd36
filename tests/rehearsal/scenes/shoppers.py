"""Shoppers, who buy through the edge all along, and the ledger of what they were told."""

import asyncio
import itertools
import json
import ssl
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Self

import asyncpg

from tests.faults.buyers import Attempt, Buyers
from tests.faults.comparison import compare_orders
from tests.faults.evidence import gather_orders
from tests.faults.ledger import Ledger
from tests.faults.purchases import Assortment, draw_purchases
from tests.rehearsal.box.database.server import PORT, Server

PLENTY, SCARCE = 1_000_000, 40
_STOCK = {"SCARCE": SCARCE, **{f"PLENTY-{number}": PLENTY for number in range(6)}}
_PRICES = {sku: 1999 + 101 * place for place, sku in enumerate(_STOCK)}
"""All different, so that a wrong total shows which price was taken."""
_DOWN = frozenset({0, 502, 503, 504})
"""Statuses of a store that is down for a moment, its load balancers' among them; 0: no answer."""
_SETTLING = 90.0


def catalogue() -> str:
    """Return the catalogue that shoppers buy from, as JSONL."""
    rows = (
        {
            "sku": sku,
            "slug": sku.lower(),
            "names": {"es": f"Pieza {sku}", "en": f"Piece {sku}"},
            "category": [{"slug": "pruebas", "names": {"es": "Pruebas", "en": "Tests"}}],
            "price": {"amount": _PRICES[sku], "currency": "EUR"},
            "stock": stock,
        }
        for sku, stock in _STOCK.items()
    )
    return "".join(json.dumps(row) + "\n" for row in rows)


@dataclass
class Count:
    """The attempts of a scene, complete once the scene is over."""

    attempts: list[Attempt] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return len(self.attempts)

    @property
    def failures(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if has_failed(attempt)]

    @property
    def failed(self) -> int:
        return len(self.failures)

    def words(self) -> str:
        """Return how many failed in which way."""
        ways = Counter(
            f"{attempt.outcome.status} {attempt.outcome.reason}".strip()
            if attempt.outcome
            else "no answer"
            for attempt in self.failures
        )
        return ", ".join(f"{times} times {way}" for way, times in ways.most_common())


def has_failed(attempt: Attempt) -> bool:
    """Whether a shopper got no answer, or that the store cannot answer."""
    return attempt.outcome is None or attempt.outcome.status in {0} | set(range(500, 600))


class Shoppers:
    """Shoppers in a thread of their own, from `with` on."""

    def __init__(self, origin: str, authority: bytes, token: str, folder: Path) -> None:
        self._origin = origin
        self._tls = ssl.create_default_context(cadata=authority.decode())
        self._token = token
        self._ledger = folder / "ledger.jsonl"
        ids = self._ids()
        self._opening = {ids[sku]: stock for sku, stock in _STOCK.items()}
        self._prices = {ids[sku]: price for sku, price in _PRICES.items()}
        self._limited = frozenset({ids["SCARCE"]})
        plenty = [product for product, stock in self._opening.items() if stock == PLENTY]
        self._assortment = Assortment(plenty, ids["SCARCE"])
        self._leaving = Event()
        self._came = Event()
        self._errors: list[BaseException] = []

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, name="shoppers", daemon=True)
        self._thread.start()
        self._came.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    @contextmanager
    def counted(self, patience: float = 20.0) -> Iterator[Count]:
        """Count the attempts that begin meanwhile; at the end wait for their outcomes."""
        count, first = Count(), len(self._buyers.attempts)
        yield count
        last = len(self._buyers.attempts)
        count.attempts = self._buyers.attempts[first:last]
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not all(one.outcome for one in count.attempts):
            time.sleep(0.05)

    def attempts_since(self, moment: float) -> list[Attempt]:
        """Return the attempts that began after a moment of time.monotonic()."""
        return [attempt for attempt in self._buyers.attempts if attempt.sent >= moment]

    def leave(self) -> None:
        """Let nobody new come, and wait until the outcomes of all others are known."""
        self._leaving.set()
        self._thread.join(_SETTLING + 30)
        if self._errors:
            raise self._errors[0]

    def abandon(self) -> None:
        """Send everybody away at once, whatever comes of what they have begun."""
        self._leaving.set()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._work.cancel)
            self._thread.join(30)

    def compare(self, database: Server) -> list[str]:
        """Return what differs between the ledger and the database of orders."""

        async def gather() -> list[str]:
            connection = await asyncpg.connect(
                host=str(database.folder), port=PORT, user="postgres", database="orders"
            )
            try:
                evidence = await gather_orders(
                    connection, self._ledger, self._opening, self._limited, self._prices
                )
            finally:
                await connection.close()
            return compare_orders(evidence, _DOWN)

        return asyncio.run(gather())

    def _run(self) -> None:
        try:
            asyncio.run(self._shop())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 (raised by whoever waits for the end)
            self._errors.append(error)
            self._came.set()

    async def _shop(self) -> None:
        paths = itertools.cycle(
            ("/", "/products?q=pieza", "/products?limit=24", "/shop", "/products?q=PLENTY-3")
        )
        work = asyncio.current_task()
        assert work
        self._loop, self._work = asyncio.get_running_loop(), work
        with Ledger(self._ledger) as ledger:
            buyers = Buyers(self._origin, self._token, ledger, self._limited, self._tls)
            async with buyers:
                self._buyers = buyers
                self._came.set()
                async with asyncio.TaskGroup() as tasks:
                    purchases = draw_purchases(7, self._assortment)
                    tasks.create_task(buyers.arrive(purchases, rate=2.0))
                    tasks.create_task(buyers.browse(paths, rate=4.0))
                    tasks.create_task(buyers.restock(self._assortment.scarce, 7, pause=5.0))
                    await asyncio.to_thread(self._leaving.wait)
                    buyers.leave()
                await buyers.settle(_SETTLING)

    def _ids(self) -> Mapping[str, str]:
        url = f"{self._origin}/products?limit=100"
        with urllib.request.urlopen(url, context=self._tls, timeout=30) as response:
            return {item["sku"]: item["id"] for item in json.load(response)["items"]}
