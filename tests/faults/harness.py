"""A store prepared for faults, with a catalogue, a folder that arms faults, and a link to cut."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg

from tests.faults.disk import Disk
from tests.faults.link import Link
from tests.faults.points import fault_files
from tests.faults.purchases import Assortment
from tests.store import RunningStore

POINTS = Path(__file__).parent / "points"
PLENTY = 1_000_000
"""Units of each product that never sells out."""
SCARCE, RUSH = 6, 50
"""Units at first: of the product that is sold out most of the time, and of the one in the rush."""
_SKUS = {"SCARCE": SCARCE, "RUSH": RUSH, **{f"PLENTY-{n}": PLENTY for n in range(6)}}
# All different, so that a wrong total shows which price was taken.
_PRICES = {sku: 1999 + 101 * place for place, sku in enumerate(_SKUS)}


class Harness:
    """One store for one run."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        """The database is put on `disk`, if there is one."""
        state = folder / "state"
        self.faults = state / fault_files.FOLDER
        self.faults.mkdir(parents=True)
        catalogue = folder / "catalogue.jsonl"
        catalogue.write_text("".join(_row(sku, stock) for sku, stock in _SKUS.items()))
        path = os.pathsep.join(filter(None, [str(POINTS), os.environ.get("PYTHONPATH")]))
        self.store = RunningStore(state, catalogue=str(catalogue), environ={"PYTHONPATH": path})
        self.link = Link(self.store.ports.postgres)
        self.ledger = folder / "ledger.jsonl"
        self.disk = disk
        self.opening: dict[str, int] = {}
        """Units of each product at the start, by id."""
        self.prices: dict[str, int] = {}
        """Cents for one unit of each, by id."""

    @property
    def limited(self) -> frozenset[str]:
        """The products that can be sold out, by id."""
        return frozenset(product for product, units in self.opening.items() if units < PLENTY)

    @property
    def database_url(self) -> str:
        """The URL of the database of orders, past the link."""
        return self.store.database.url("orders")

    async def switch_wal(self) -> None:
        """Let PostgreSQL begin the next segment of its write-ahead log, if it can."""
        url = self.store.database.url("orders", role="postgres")
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(url, ssl=False, timeout=1.0, command_timeout=1.0)
            try:
                await connection.execute("SELECT pg_switch_wal()")
            finally:
                connection.terminate()

    async def open(self) -> Assortment:
        """Start everything, and return what can be bought."""
        if self.disk is not None:
            self.disk.create_cluster(self.store.state)
        await self.link.open()
        (self.faults / fault_files.LINK).write_text(str(self.link.port))
        self.store.launch()
        await self.ready()
        ids = await self._ids()
        self.opening = {ids[sku]: stock for sku, stock in _SKUS.items()}
        self.prices = {ids[sku]: price for sku, price in _PRICES.items()}
        return Assortment([ids[sku] for sku in _SKUS if sku.startswith("PLENTY")], ids["SCARCE"])

    async def ready(self, patience: float = 90.0) -> None:
        """Return once the store says that every process answers."""
        await asyncio.to_thread(self.store.wait_for, f"ready {self.store.base_url}", patience)

    async def close(self) -> None:
        """Stop everything."""
        if self.store.is_running:
            await asyncio.to_thread(self.store.stop)
        await self.link.close()

    def token(self) -> str:
        """Return an admin's access token that lasts a day."""
        key = self.store.state / "users-signing-key.pem"
        command = [sys.executable, "-m", "users", "issue-token", "--minutes", "1440"]
        environ = {**os.environ, "SIGNING_KEY_FILE": str(key)}
        done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    async def product(self, sku: str) -> str:
        """Return a product's id."""
        return (await self._ids())[sku]

    def deaths_of(self, part: str) -> int:
        """Return how often a process has ended since the store was started."""
        return sum(line.startswith(f"{part} ended by") for line in list(self.store.lines))

    async def wait_until(
        self, is_true: Callable[[], bool], what: str, patience: float = 60.0
    ) -> None:
        """Return once `is_true` says so. Raise AssertionError after `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while not is_true():
                    self.check()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"not after {patience:.0f} s: {what}") from None

    async def seconds_until_delivery(self, patience: float) -> float | None:
        """Wait until an outbox message is delivered from now on; return the seconds.

        Return None if none is within `patience` seconds.
        """
        began, since = time.monotonic(), datetime.now(UTC)
        query = "SELECT EXISTS (SELECT FROM outbox WHERE delivered_at > $1)"
        while time.monotonic() < began + patience:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with asyncio.timeout(2):
                    if await self._fetch_value(query, since):
                        return time.monotonic() - began
            await asyncio.sleep(0.1)
        return None

    async def _fetch_value(self, query: str, *arguments: object) -> Any:
        connection = await asyncpg.connect(self.database_url, ssl=False)
        try:
            return await connection.fetchval(query, *arguments)
        finally:
            await connection.close()

    async def drain(self, patience: float) -> float:
        """Wait until no message waits in the outbox; return the seconds.

        Return too if the backlog has not shrunk for `patience` seconds.
        """
        began = latest = time.monotonic()
        least = None
        query = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND parked_at IS NULL"
        while time.monotonic() < latest + patience:
            now_waiting = await self._fetch_value(query)
            if not now_waiting:
                break
            if least is None or now_waiting < least:
                least, latest = now_waiting, time.monotonic()
            await asyncio.sleep(0.2)
        return time.monotonic() - began

    def check(self) -> None:
        """Raise AssertionError if a fault point could not be placed: its function is gone."""
        broken = self.faults / fault_files.BROKEN
        assert not broken.exists(), broken.read_text()

    async def _ids(self) -> dict[str, str]:
        """Return the products' ids by SKU; retry while the store is overloaded or partly down."""
        url = f"{self.store.base_url}/products?limit=100"
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                async with session.get(url) as response:
                    if response.status == HTTPStatus.OK:
                        return {
                            item["sku"]: item["id"] for item in (await response.json())["items"]
                        }
                    assert response.status in {503, 504}, await response.text()
                await asyncio.sleep(0.5)


def _row(sku: str, stock: int) -> str:
    row = {
        "sku": sku,
        "slug": sku.lower(),
        "names": {"es": f"Pieza {sku}", "en": f"Piece {sku}"},
        "category": [{"slug": "pruebas", "names": {"es": "Pruebas", "en": "Tests"}}],
        "price": {"amount": _PRICES[sku], "currency": "EUR"},
        "stock": stock,
    }
    return json.dumps(row) + "\n"
