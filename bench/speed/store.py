"""A store for benchmarks, with a synthetic catalogue."""

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
from local.limits import WITHOUT_LIMITS
from local.measured_store import MeasuredStore
from local.options import NONE
from local.ports import HOST

WORKERS = ("orders.worker", "catalog.worker", "local.aws")
"""Parts that no shopper waits for; the last is a stand-in for AWS."""
_SUFFIX = "_pgbench"
_MAX_SOLD = 20_000
"""Products that are viewed and bought."""


def report(what: str) -> None:
    """Show progress on stderr; stdout is for the figures."""
    print(what, file=sys.stderr, flush=True)  # noqa: T201 (a command speaks)


@contextmanager
def open_store(
    state: Path | None, count: int, seed: int, source: Path | None = None
) -> Iterator["BenchmarkStore"]:
    """Open a store with its state in this folder, or in a temporary one, and yield it.

    `source` is the source tree whose code the store runs, by default that of this process.
    """
    fresh = tempfile.TemporaryDirectory(prefix="tienda-speed-") if state is None else None
    with fresh or nullcontext(str(state)) as folder:
        kept = Path(folder).absolute()
        kept.mkdir(parents=True, exist_ok=True)
        store = BenchmarkStore(kept, count, seed, source)
        with store.open():
            yield store


def write_json(figures: object, file: Path | None) -> None:
    """Write the figures to the file, if one is given."""
    if file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")


class BenchmarkStore:
    """A store, as a benchmark uses it.

    It is used only through its commands, HTTP and databases, so that the source tree that it runs
    may be older than this module.
    """

    def __init__(self, state: Path, count: int, seed: int, source: Path | None = None) -> None:
        self.count = count
        self.seed = seed
        # `python -m` imports from its own folder first, and then from PYTHONPATH.
        self._source = source
        self._environ = {
            **WITHOUT_LIMITS,
            **({} if source is None else {"PYTHONPATH": str(source)}),
        }
        self.running = MeasuredStore(state, NONE, self._environ, source)
        self._state = state
        self._loaded = state / f"speed-{count}-{seed}"

    def database(self, service: str) -> str:
        """Return the URL of a service's own database."""
        return self._server.url(service)

    @property
    def plain_database(self) -> str:
        """Return the URL of pgbench's own database, which has the tables of orders."""
        return self._server.url(f"orders{_SUFFIX}", role="orders")

    @property
    def _server(self) -> postgres.Server:
        # A store of an earlier version lets everybody in.
        password = postgres.read_password(self._state / "postgres") or "local"
        return postgres.Server(self.running.ports.postgres, password)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Start the store, and load the catalogue unless an earlier run has done so.

        The workers and the stand-in for AWS are halted.
        """
        report("the store is starting …")
        self.running.start()
        try:
            if not self._loaded.exists():
                self._load()
                self._loaded.touch()
                # PostgreSQL holds as much as there is when it starts.
                self.running.stop()
                self.running.start()
            self.halt_workers()
            yield
        finally:
            self.running.signal_all(signal.SIGCONT)
            self.running.stop()

    def halt_workers(self) -> None:
        """Halt the workers and the stand-in for AWS; messages stay in the outbox."""
        for name in WORKERS:
            self.running.signal(name, signal.SIGSTOP)

    def resume_workers(self) -> None:
        """Resume the workers and the stand-in for AWS."""
        for name in WORKERS:
            self.running.signal(name, signal.SIGCONT)

    def halt(self) -> None:
        """Halt the whole store."""
        self.running.signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Resume the store, except for the workers."""
        self.running.signal_all(signal.SIGCONT, leaving=WORKERS)

    async def sold_products(self) -> Sequence[tuple[str, str]]:
        """Return ids and slugs of products, in a random order that is the same in every store."""
        connection = await asyncpg.connect(self.database("catalog"), ssl=False)
        try:
            rows = await connection.fetch(
                "SELECT CAST(id AS text), slug FROM products ORDER BY md5(sku) LIMIT $1",
                _MAX_SOLD,
            )
        finally:
            await connection.close()
        return [(row["id"], row["slug"]) for row in rows]

    async def make_plain_database(self) -> None:
        """Make an empty database for pgbench."""
        admin = await asyncpg.connect(self._server.admin_url(), ssl=False)
        for service in postgres.SERVICES:
            await admin.execute(f'DROP DATABASE IF EXISTS "{service}{_SUFFIX}"')
        await admin.close()
        await create_databases(self._server, _SUFFIX)

    def fill_plain_database(self) -> None:
        """Give it the tables of orders, and as many products in stock as the store has."""
        upgrade("orders", self.plain_database)
        self._as_admin(f"orders{_SUFFIX}", order_scripts.fill(self.count), "VACUUM (ANALYZE)")

    def make_up_products(self, count: int, first: int = 0) -> Path:
        """Generate `count` products, from number `first` on, and return their file."""
        file = self._state / "speed.jsonl"
        with tqdm(total=count, desc="making products up", unit="") as bar:
            for done in products.write(file, count, self.seed, first):
                bar.update(done - bar.n)
        return file

    def loader(self, file: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the command that imports the file, and its environment."""
        ports = self.running.ports
        command = (
            *(sys.executable, "-m", "catalog.load", str(file)),
            *("--catalog", f"{HOST}:{ports.catalog}", "--orders", f"{HOST}:{ports.orders}"),
        )
        return command, {**os.environ, **self._environ, "TIENDA_TOKEN": self._token()}

    def _load(self) -> None:
        file = self.make_up_products(self.count)
        report("the import is loading them …")
        command, environ = self.loader(file)
        began = time.monotonic()
        subprocess.run(command, check=True, env=environ, cwd=self._source, stdout=sys.stderr)
        file.unlink()
        took = time.monotonic() - began
        report(f"loaded in {took:.1f} s, {self.count / took:.0f} products a second")
        # Autovacuum would do so later.
        for name in ("catalog", "orders"):
            self._as_admin(name, "VACUUM (ANALYZE)")

    def _token(self) -> str:
        key = {"SIGNING_KEY_FILE": str(self._state / "users-signing-key.pem")}
        command = [sys.executable, "-m", "users", "issue-token"]
        environ = {**os.environ, **self._environ, **key}
        return subprocess.check_output(command, env=environ, cwd=self._source, text=True).strip()

    def _as_admin(self, database: str, *statements: str) -> None:
        place, password = postgres.split_password(self._server.admin_url(database))
        commands = [word for statement in statements for word in ("-c", statement)]
        psql = [str(postgres.BIN / "psql"), "-qX", place, *commands]
        subprocess.run(psql, check=True, env={**os.environ, **password})
