"""A store of its own with a made-up catalogue, further instances of its processes, and shoppers."""

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
from local.ports import HOST
from tests import child
from tests.load.plan import Plan, Result
from tests.load.requests import ACCOUNT
from tests.load.shoppers import STARTED
from tests.store import RunningStore

MEGABYTE = 1_000_000
_READY = {"bff": (b'"listening"',)}
_READY_OF_OTHERS = (b'"serving"', b'"delivering"')
"""What a process logs when it is ready."""


class Instance:
    """One more instance of a process of the store, with its environment but for some settings."""

    def __init__(self, harness: "Harness", module: str, name: str, **settings: str) -> None:
        """`name` is that of its log."""
        self.name = name
        self.module = module
        self._environ = {**harness.environ_of(module), **settings}
        self._log = harness.store.state / "logs" / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._environ["LISTEN"].rpartition(":")[2])

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when it is ready."""
        before = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log_file:
            self._process = child.start(
                [sys.executable, "-m", self.module],
                signal.SIGKILL,
                env=self._environ,
                stdout=log_file,
                stderr=log_file,
            )
        ready = _READY.get(self.module, _READY_OF_OTHERS)
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

    def concurrency_limits(self) -> list[int]:
        """Return how many requests might be in flight, each time that it logged load shedding."""
        lines = self._log.read_bytes().splitlines()
        return [int(json.loads(line)["at_once"]) for line in lines if b'"shedding"' in line]

    def close(self) -> None:
        """Stop it if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.stop()


class Harness:
    """The store, and the instances that are started beside it."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        """Make up `count` products; nothing is started yet."""
        self.count = count
        self.seed = seed
        catalogue = folder / "catalogue.jsonl"
        for _ in products.write(catalogue, count, seed):
            pass
        self.store = RunningStore(folder / "state", catalogue=str(catalogue))
        self.instances: list[Instance] = []

    @contextmanager
    def open(self) -> Iterator[None]:
        """Start the store; at the end stop it and all instances."""
        try:
            self.store.start(180)
            yield
        finally:
            for instance in self.instances:
                with suppress(ProcessLookupError):
                    instance.close()
            if self.store.is_running:
                self.store.stop()

    def environ_of(self, module: str) -> dict[str, str]:
        """Return the environment of a process of the store."""
        raw = Path(f"/proc/{self.store.pid_of(['-m', module])}/environ").read_bytes()
        pairs = (pair.partition("=") for pair in raw.decode().split("\0") if pair)
        return {key: value for key, _, value in pairs}

    def add_instance(self, module: str, name: str, **settings: str) -> Instance:
        """Return one more instance of a process, not started."""
        self.instances.append(Instance(self, module, name, **settings))
        return self.instances[-1]

    async def list_products(self) -> Sequence[tuple[str, str]]:
        """Return ids and slugs of all products, in random order."""
        query = "SELECT CAST(id AS text), slug FROM products ORDER BY md5(sku)"
        return [(row["id"], row["slug"]) for row in await self.fetch("catalog", query)]

    async def fetch(self, service: str, query: str) -> Sequence[Mapping[str, str]]:
        """Return the rows of a query of a service's database."""
        url = self.store.database.url(service)
        connection = await asyncpg.connect(url, ssl=False)
        try:
            rows: Sequence[Mapping[str, str]] = await connection.fetch(query)
        finally:
            await connection.close()
        return rows

    def open_account(self) -> None:
        """Open the account that shoppers log in to."""
        request = urllib.request.Request(
            f"{self.store.base_url}/users",
            data=json.dumps(ACCOUNT).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 201

    @contextmanager
    def halted(self, module: str) -> Iterator[None]:
        """Halt the store's own process meanwhile: further instances do its work."""
        pid = self.store.pid_of(["-m", module])
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def memory(self, bff: Instance) -> dict[str, float]:
        """Return the megabytes of each serving process (PSS)."""
        pids = {name: self.store.pid_of(["-m", name]) for name in ("catalog", "orders", "users")}
        return {name: _pss(pid) / MEGABYTE for name, pid in {"bff": bff.pid, **pids}.items()}


class ShoppersProcess:
    """The process of the shoppers, from its start on."""

    def __init__(self, plan: Plan) -> None:
        """Start it, and return when the shoppers begin."""
        self._process = child.start(
            [sys.executable, "-m", "tests.load.shoppers"],
            signal.SIGKILL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(os.environ),
        )
        stdin, self._stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        stdin.write(msgspec.json.encode(plan))
        stdin.close()
        assert self._output().readline().decode().strip() == STARTED
        self.began = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> Result:
        """Let no more shoppers come, and return the result."""
        self._process.terminate()
        return self.result()

    def result(self) -> Result:
        """Wait until the plan is over, and return the result."""
        result = msgspec.json.decode(self._output().read(), type=Result)
        self._process.wait()
        return result

    def _output(self) -> IO[bytes]:
        assert self._stdout is not None
        return self._stdout


def log(line: str) -> None:
    """Write progress to stderr; stdout is for the figures."""
    print(line, file=sys.stderr, flush=True)


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


__all__ = ["HOST", "Harness", "Instance", "ShoppersProcess", "log"]
