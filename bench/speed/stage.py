"""A store of its own, with a made-up catalogue in it, ready to be measured."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import asyncpg
import msgspec
from tqdm import tqdm  # type: ignore[import-untyped]

from bench.speed import order_scripts, products
from chassis.db.migrations import upgrade
from local import postgres
from local.databases import create_databases
from local.measure import Measured
from local.options import NONE
from local.ports import HOST

BEHIND = ("orders.worker", "catalog.worker", "local.aws")
"""Deliver letters, which no shopper waits for; the last is a stand-in for what AWS runs."""
_SUFFIX = "_pgbench"
_MOST_BOUGHT = 20_000
"""Products that are looked at and bought."""


def tell(what: str) -> None:
    """Show on stderr how it goes; stdout is for the figures."""
    print(what, file=sys.stderr, flush=True)  # noqa: T201 (a command speaks)


@contextmanager
def on_stage(state: Path | None, count: int, seed: int) -> Iterator["Stage"]:
    """Answer a store that is open, in this folder or in one that goes with it."""
    fresh = tempfile.TemporaryDirectory(prefix="tienda-speed-") if state is None else None
    with fresh or nullcontext(str(state)) as folder:
        kept = Path(folder).absolute()
        kept.mkdir(parents=True, exist_ok=True)
        stage = Stage(kept, count, seed)
        with stage.open():
            yield stage


def write_json(figures: object, file: Path | None) -> None:
    """Write the figures where they are wanted too."""
    if file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")


class Stage:
    """The store, and what the measuring needs to know of it."""

    def __init__(self, state: Path, count: int, seed: int) -> None:
        self.count = count
        self.seed = seed
        self.store = Measured(state, NONE)
        self._state = state
        self._loaded = state / f"speed-{count}-{seed}"

    def database(self, service: str) -> str:
        """Answer the URL of a service's own database."""
        return postgres.url(self.store.ports.postgres, service)

    @property
    def plain_database(self) -> str:
        """Answer the URL of a database like that of orders, which pgbench has for itself."""
        return postgres.url(self.store.ports.postgres, f"orders{_SUFFIX}", role="orders")

    @contextmanager
    def open(self) -> Iterator[None]:
        """Start the store; load the catalogue unless an earlier run has, into the same state.

        What works behind the shop is halted.
        """
        tell("the store is starting …")
        self.store.start()
        try:
            if not self._loaded.exists():
                self._load()
                self._loaded.touch()
                # PostgreSQL holds as much as there is when it starts.
                self.store.stop()
                self.store.start()
            self.halt()
            yield
        finally:
            self.go_on()
            self.store.stop()

    def halt(self) -> None:
        """Halt what works behind the shop: letters wait."""
        for name in BEHIND:
            self.store.signal(name, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        for name in BEHIND:
            self.store.signal(name, signal.SIGCONT)

    async def bought(self) -> Sequence[tuple[str, str]]:
        """Answer ids and slugs of products, in no order, the same each time."""
        connection = await asyncpg.connect(self.database("catalog"), ssl=False)
        try:
            rows = await connection.fetch(
                "SELECT CAST(id AS text), slug FROM products ORDER BY md5(sku) LIMIT $1",
                _MOST_BOUGHT,
            )
        finally:
            await connection.close()
        return [(row["id"], row["slug"]) for row in rows]

    async def make_plain_database(self) -> None:
        """Make the database for pgbench, with the tables of orders and as many products."""
        admin = await asyncpg.connect(postgres.admin_url(self.store.ports.postgres), ssl=False)
        for service in postgres.SERVICES:
            await admin.execute(f'DROP DATABASE IF EXISTS "{service}{_SUFFIX}"')
        await admin.close()
        await create_databases(self.store.ports.postgres, _SUFFIX)

    def fill_plain_database(self) -> None:
        """Give it its tables and its stock."""
        upgrade("orders", self.plain_database)
        self._as_admin(f"orders{_SUFFIX}", order_scripts.fill(self.count), "VACUUM (ANALYZE)")

    def made_up(self, count: int, first: int = 0) -> Path:
        """Make so many products up, from number `first` on; answer the file."""
        file = self._state / "speed.jsonl"
        with tqdm(total=count, desc="making products up", unit="") as bar:
            for done in products.write(file, count, self.seed, first):
                bar.update(done - bar.n)
        return file

    def loader(self, file: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        """Answer the command that imports the file, and its environment."""
        ports = self.store.ports
        command = (
            *(sys.executable, "-m", "catalog.load", str(file)),
            *("--catalog", f"{HOST}:{ports.catalog}", "--orders", f"{HOST}:{ports.orders}"),
        )
        return command, {**os.environ, "TIENDA_TOKEN": self._token()}

    def _load(self) -> None:
        file = self.made_up(self.count)
        tell("the import is loading them …")
        command, environ = self.loader(file)
        began = time.monotonic()
        subprocess.run(command, check=True, env=environ, stdout=sys.stderr)
        file.unlink()
        took = time.monotonic() - began
        tell(f"loaded in {took:.1f} s, {self.count / took:.0f} products a second")
        # What autovacuum comes to by itself in a while.
        for name in ("catalog", "orders"):
            self._as_admin(name, "VACUUM (ANALYZE)")

    def _token(self) -> str:
        key = {"SIGNING_KEY_FILE": str(self._state / "users-signing-key.pem")}
        command = [sys.executable, "-m", "users", "issue-token"]
        return subprocess.check_output(command, env={**os.environ, **key}, text=True).strip()

    def _as_admin(self, database: str, *statements: str) -> None:
        url = postgres.admin_url(self.store.ports.postgres, database)
        commands = [word for statement in statements for word in ("-c", statement)]
        subprocess.run([str(postgres.BIN / "psql"), "-qX", url, *commands], check=True)
