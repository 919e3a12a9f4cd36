"""A whole store, started as a user starts it, for tests that need every process of it."""

import functools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from local import postgres
from local.limits import WITHOUT_LIMITS
from local.options import Ports
from tests import child
from tests.ports import free_port


def choose_ports() -> Ports:
    return Ports(*(free_port() for _ in vars(Ports())))


def processes_of(state: Path) -> list[int]:
    """Return every process that belongs to the store in a state folder."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _belongs_to(path, state)]


def _belongs_to(process: Path, state: Path) -> bool:
    try:
        # PostgreSQL's children overwrite their command line, but work in its folder.
        words = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        return str(state).encode() in words or (process / "cwd").readlink().is_relative_to(state)
    except OSError:
        # The process has ended meanwhile, or is a zombie.
        return False


class _Output:
    """What a store writes on stdout and stderr from its start to its end.

    Each start has one of its own, since the reader of the one before may still have to see its end.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._is_complete = False
        """Whether the store has ended and each line that it wrote is among `lines`."""
        self._changed = threading.Condition()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def wait_for(self, beginning: str, patience: float) -> str:
        """Wait for the first line with this beginning, and return it."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._line(beginning) is not None or self._is_complete, patience
            )
            line = self._line(beginning)
            end = "before its end" if self._is_complete else f"in {patience} s"
            assert line is not None, "\n".join([f"no line {beginning!r} {end}:", *self.lines])
            return line

    def _line(self, beginning: str) -> str | None:
        return next((line for line in self.lines if line.startswith(beginning)), None)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                with self._changed:
                    self.lines.append(line.rstrip())
                    self._changed.notify_all()
        process.wait()
        with self._changed:
            self._is_complete = True
            self._changed.notify_all()


class RunningStore:
    """`python -m local` on ports and a state folder of its own."""

    def __init__(
        self,
        state: Path,
        ports: Ports | None = None,
        *,
        catalogue: str = "demo",
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """`environ` is added to the environment of the test process.

        Orders are not limited, since all tests come from one address, unless `environ` says so.
        """
        self.state = state
        self.ports = ports or choose_ports()
        self.catalogue = catalogue
        self._environ = {**os.environ, **WITHOUT_LIMITS, **(environ or {})}
        self._process: subprocess.Popen[str] | None = None
        self._output: _Output | None = None

    @property
    def base_url(self) -> str:
        """The shop's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.ports.bff}"

    @property
    def aws_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.aws}"

    @property
    def database(self) -> postgres.Server:
        return postgres.Server(self.ports.postgres, postgres.read_password(self.state / "postgres"))

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None, "the store was not started"
        return self._process

    @property
    def lines(self) -> list[str]:
        """What it has written since its last start."""
        assert self._output is not None, "the store was not started"
        return self._output.lines

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def launch(self, *more: str) -> None:
        """Start it and return at once."""
        flags = [
            word
            for name, port in vars(self.ports).items()
            for word in (Ports.flag(name), str(port))
        ]
        self._process = child.start(
            [
                *(sys.executable, "-m", "local", "--state", str(self.state)),
                *("--catalogue", self.catalogue, *flags, *more),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environ,
        )
        self._output = _Output(self._process)

    def start(self, patience: float = 240.0) -> "RunningStore":
        """Start it, and return when every process answers."""
        self.launch()
        self.wait_for(f"ready {self.base_url}", patience)
        return self

    def wait_for(self, beginning: str, patience: float = 30.0) -> str:
        """Wait for the first output line with this beginning, and return it."""
        assert self._output is not None, "the store was not started"
        return self._output.wait_for(beginning, patience)

    def stop(self, number: signal.Signals = signal.SIGTERM, patience: float = 30.0) -> int:
        """Stop it, and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(patience)

    def pid_of(self, words: Sequence[str]) -> int:
        """Return the id of the process whose command line ends in these words."""
        ending = b"\0".join(word.encode() for word in words) + b"\0"
        for pid in processes_of(self.state):
            # It may have ended since it was listed.
            with suppress(OSError):
                if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(ending):
                    return pid
        raise AssertionError(f"no process runs {words}")

    def kill_part(self, words: Sequence[str]) -> int:
        """Kill the process whose command line ends in these words, and return its id."""
        pid = self.pid_of(words)
        os.kill(pid, signal.SIGKILL)
        return pid

    @contextmanager
    def hung(self, module: str) -> Iterator[None]:
        """Suspend the process `python -m MODULE`: it accepts connections and answers nothing."""
        pid = self.pid_of(["-m", module])
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def logged(self, words: str) -> list[str]:
        """Return every line with these words in the logs of all processes."""
        return [
            f"{log.name}: {line}"
            for log in sorted((self.state / "logs").iterdir())
            for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
            if words in line
        ]


@functools.cache
def _shared(state: Path) -> RunningStore:
    return RunningStore(state).start()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """The demo store, one for the whole run."""
    running = _shared(tmp_path_factory.getbasetemp() / "demo-store")
    yield running
    if running.is_running:
        running.stop()
