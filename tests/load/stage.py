"""A store of its own with a made-up catalogue, further instances of its parts, and shoppers."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import asyncpg
import msgspec

from bench.speed import products
from local import postgres
from local.ports import HOST
from local.preexec import before_exec
from tests.load.operations import ACCOUNT
from tests.load.plan import Plan, Result
from tests.load.shoppers import BEGUN
from tests.store import RunningStore

MEGABYTE = 1_000_000


class Instance:
    """One more of a part that the store runs, told the same but for some settings."""

    def __init__(self, stage: "Stage", module: str, name: str, **settings: str) -> None:
        """`name` is that of its log."""
        self.name = name
        self.module = module
        self._environ = {**stage.environ_of(module), **settings}
        self._log = stage.store.state / "logs" / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._environ["LISTEN"].rpartition(":")[2])

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when it serves."""
        before = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                env=self._environ,
                stdout=log,
                stderr=log,
                preexec_fn=before_exec(signal.SIGKILL),
            )
        # What each part says when it has begun.
        ready = (b'"serving"', b'"delivering"')
        if self.module == "bff":
            ready = (b'"listening"',)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"{self.name} did not start, see {self._log}"
            if any(word in self._log.read_bytes()[before:] for word in ready):
                return
            time.sleep(0.05)
        raise AssertionError(f"{self.name} is not ready after a minute")

    def stop(self, patience: float = 30.0) -> tuple[int, float]:
        """Send SIGTERM; return the exit status and the seconds until then."""
        assert self._process is not None
        began = time.monotonic()
        self._process.terminate()
        try:
            status = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return status, time.monotonic() - began

    def at_once(self) -> list[int]:
        """Return how many requests were let in at once, each time that its log tells of it."""
        lines = self._log.read_bytes().splitlines()
        return [int(json.loads(line)["at_once"]) for line in lines if b'"shedding"' in line]

    def close(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.stop()


class Stage:
    """The store, and what is started beside it."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self.count = count
        self.seed = seed
        catalogue = folder / "catalogue.jsonl"
        for _ in products.write(catalogue, count, seed):
            pass
        self.store = RunningStore(folder / "state", catalogue=str(catalogue))
        self.instances: list[Instance] = []

    @contextmanager
    def open(self) -> Iterator[None]:
        """Start the store; stop it and all instances in the end."""
        try:
            self.store.start(180)
            yield
        finally:
            for one in self.instances:
                with suppress(ProcessLookupError):
                    one.close()
            if self.store.is_running:
                self.store.stop()

    def environ_of(self, module: str) -> dict[str, str]:
        """Return what a part of the store is told."""
        raw = Path(f"/proc/{self.store.pid_of(['-m', module])}/environ").read_bytes()
        pairs = (one.partition("=") for one in raw.decode().split("\0") if one)
        return {key: value for key, _, value in pairs}

    def another(self, module: str, name: str, **settings: str) -> Instance:
        """Make one more of a part, not started."""
        self.instances.append(Instance(self, module, name, **settings))
        return self.instances[-1]

    async def bought(self) -> Sequence[tuple[str, str]]:
        """Return ids and slugs of all products, in no order."""
        query = "SELECT CAST(id AS text), slug FROM products ORDER BY md5(sku)"
        return [(row["id"], row["slug"]) for row in await self.ask("catalog", query)]

    async def ask(self, service: str, query: str) -> Sequence[Mapping[str, str]]:
        """Ask a service's own database."""
        url = postgres.url(self.store.ports.postgres, service)
        connection = await asyncpg.connect(url, ssl=False)
        try:
            rows: Sequence[Mapping[str, str]] = await connection.fetch(query)
        finally:
            await connection.close()
        return rows

    def open_account(self) -> None:
        """Open the account of who signs in."""
        request = urllib.request.Request(
            f"{self.store.base_url}/users",
            data=json.dumps(ACCOUNT).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 201

    @contextmanager
    def halted(self, module: str) -> Iterator[None]:
        """Have the store's own part stand still meanwhile: further instances do its work."""
        pid = self.store.pid_of(["-m", module])
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def memory(self, bff: Instance) -> dict[str, float]:
        """Return the megabytes of each part that serves (PSS)."""
        pids = {name: self.store.pid_of(["-m", name]) for name in ("catalog", "orders", "users")}
        return {name: _pss(pid) / MEGABYTE for name, pid in {"bff": bff.pid, **pids}.items()}


class Shopping:
    """Shoppers in a process of their own, from their beginning on."""

    def __init__(self, plan: Plan) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.shoppers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(os.environ),
            preexec_fn=before_exec(signal.SIGKILL),
        )
        stdin, self._stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        stdin.write(msgspec.json.encode(plan))
        stdin.close()
        assert self._output().readline().decode().strip() == BEGUN
        self.began = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> Result:
        """Have no more come, and answer what came of it."""
        self._process.terminate()
        return self.result()

    def result(self) -> Result:
        """Wait until it is over, and answer what came of it."""
        result = msgspec.json.decode(self._output().read(), type=Result)
        self._process.wait()
        return result

    def _output(self) -> IO[bytes]:
        assert self._stdout is not None
        return self._stdout


def tell(what: str) -> None:
    """Show on stderr how it goes; stdout is for the figures."""
    print(what, file=sys.stderr, flush=True)


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


__all__ = ["HOST", "Instance", "Shopping", "Stage", "tell"]
