"""Puts stores under load by a client process, and reads the processor time that the load took."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from bench.speed.client import BEGUN, Plan, Result
from bench.speed.store import BenchmarkStore, report


class Client:
    """The process of the shoppers: it carries out one plan after another."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def begin(self, plan: Plan) -> None:
        """Have the plan begun, and return when what is done begins to count."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(plan) + b"\n")
        self._process.stdin.flush()
        if self._line().strip() != BEGUN:
            sys.exit(f"the client of {plan.operation} did not begin")

    def result(self) -> Result:
        """Return what came of the plan once every request has been answered."""
        result = msgspec.json.decode(self._line(), type=Result)
        for answer in result.shown:
            report(f"  wrong: {answer}")
        return result

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit("the client ended too soon")
        return line.decode()


@contextmanager
def client() -> Iterator[Client]:
    """Start a client process; it ends with the context."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.speed.client"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Client(process)


def measure(store: BenchmarkStore, plan: Plan) -> tuple[Result, Mapping[str, float]]:
    """Carry out the plan; return its result, and each part's seconds while it counted."""
    with client() as shoppers:
        shoppers.begin(plan)
        before = store.running.processor()
        result = shoppers.result()
        after = store.running.processor()
    after.subtract(before)
    return result, {part: round(seconds, 3) for part, seconds in after.items() if seconds > 0}
