"""Puts a store under load by a client process, and reads the processor time that it took."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import msgspec

from bench.speed.client import BEGUN, Plan, Result
from bench.speed.store import report


class Client:
    """A process of bench.speed.client, which runs one plan after another."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def begin(self, plan: Plan) -> None:
        """Start the plan, and return when its warmup is over."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(plan) + b"\n")
        self._process.stdin.flush()
        if self._line().strip() != BEGUN:
            sys.exit(f"the client of {plan.operation} did not begin")

    def result(self) -> Result:
        """Wait for the plan to end, and return its result."""
        result = msgspec.json.decode(self._line(), type=Result)
        for sample in result.wrong_samples:
            report(f"  wrong: {sample}")
        return result

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit("the client ended too soon")
        return line.decode()


@contextmanager
def client() -> Iterator[Client]:
    """Start a client process, which ends with the context."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.speed.client"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Client(process)


def measure(
    processor: Callable[[], Counter[str]], plan: Plan
) -> tuple[Result, Mapping[str, float]]:
    """Run the plan; return its result, and each part's seconds of processor time meanwhile.

    `processor` returns each part's seconds since it started.
    """
    with client() as shoppers:
        shoppers.begin(plan)
        before = processor()
        result = shoppers.result()
        after = processor()
    after.subtract(before)
    return result, {part: round(seconds, 3) for part, seconds in after.items() if seconds > 0}
