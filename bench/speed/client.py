"""`python -m bench.speed.client`: a closed-loop HTTP load generator, in a process of its own.

Reads one Plan per line of stdin, as JSON. For each it writes a line when the warmup is over, and a
line with the Result when all requests have their responses. Each client sends a request, waits for
the response, checks it, and sends the next. So it is a closed loop: concurrency is fixed, and
throughput is measured.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from bench.speed.connection import Connection, Response
from bench.speed.operations import OPERATIONS, YARDSTICKS, Assortment, CheckedRequest
from local.ports import HOST

BEGUN = "begun"
TIMEOUT = 60.0
"""Seconds to wait for the last responses."""
_MAX_WRONG_SAMPLES = 3
"""Wrong responses that are kept as samples."""


class Plan(msgspec.Struct, frozen=True):
    """The load to generate."""

    port: int
    operation: str
    clients: int
    warmup: float
    """Seconds before the measured window."""
    seconds: float
    """Length of the measured window."""
    catalogue: int
    """The number of products in the catalogue."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of the products that are viewed and bought."""
    seed: int
    draw: int = 0
    """Part of the random seed: requests are the same for the same number, and different for others.
    """


_JSON_KEYS = {"correct_in_window": "done", "correct_total": "answered", "wrong_samples": "shown"}
"""Keys of a Result in JSON that differ from its fields: files of earlier runs have them."""


class Result(msgspec.Struct, frozen=True, rename=_JSON_KEYS):
    """The measurement; times are in seconds."""

    correct_in_window: int
    """Correct responses within the measured window."""
    correct_total: int
    """All correct responses, including those of the warmup and after the window."""
    seconds: float
    processor: float
    """Processor time of the client itself."""
    p50: float
    p95: float
    p99: float
    slowest: float
    wrong: dict[str, int]
    """Wrong responses by HTTP status; no other field counts them."""
    cached: int
    """Responses from a cache, recognized by their Age header."""
    wrong_samples: list[str]
    """Some of the wrong responses, with their requests."""


@dataclass
class _Record:
    """The responses so far, shared by all clients."""

    times: list[float]
    wrong: Counter[str]
    wrong_samples: list[str]
    correct_total: int = 0
    cached: int = 0
    in_window: bool = False
    ended: bool = False

    def add(self, request: bytes, response: Response, took: float, *, right: bool) -> None:
        if not right:
            self.wrong[str(response.status)] += 1
            if len(self.wrong_samples) < _MAX_WRONG_SAMPLES:
                sample = f"{request[:100]!r}: {response.status} {response.body[:300]!r}"
                self.wrong_samples.append(sample)
            return
        self.correct_total += 1
        if self.in_window:
            self.times.append(took)
            self.cached += b"\r\nage:" in response.head.lower()


async def run_plan(plan: Plan) -> Result:
    """Send the plan's requests from its clients; return when all have their responses."""
    assortment = Assortment(plan.catalogue, plan.products, plan.seed)
    draw = f"{plan.seed} {plan.operation} {plan.clients} {plan.draw}"
    requests = (OPERATIONS | YARDSTICKS)[plan.operation](assortment, random.Random(draw))  # noqa: S311
    record = _Record([], Counter(), [])
    connections = [await Connection.open(HOST, plan.port) for _ in range(plan.clients)]
    clients = [asyncio.create_task(_send(each, requests, record)) for each in connections]
    await asyncio.sleep(plan.warmup)
    print(BEGUN, flush=True)  # noqa: T201 (a command speaks)
    record.in_window = True
    began, own = time.perf_counter(), time.process_time()
    # A client ends before the timeout only by an exception.
    await asyncio.wait(clients, timeout=plan.seconds, return_when="FIRST_COMPLETED")
    record.in_window, record.ended = False, True
    seconds, processor = time.perf_counter() - began, time.process_time() - own
    async with asyncio.timeout(TIMEOUT):
        await asyncio.gather(*clients)
    for connection in connections:
        connection.close()
    return _result(record, seconds, processor)


async def _send(
    connection: Connection, requests: Iterator[CheckedRequest], record: _Record
) -> None:
    while not record.ended:
        request, is_right = next(requests)
        began = time.perf_counter()
        response = await connection.send(request)
        took = time.perf_counter() - began
        try:
            right = is_right(response)
        except msgspec.MsgspecError:
            right = False
        record.add(request, response, took, right=right)


def _result(record: _Record, seconds: float, processor: float) -> Result:
    times = sorted(record.times)

    def quantile(share: float) -> float:
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0

    return Result(
        correct_in_window=len(times),
        correct_total=record.correct_total,
        seconds=seconds,
        processor=processor,
        p50=quantile(0.5),
        p95=quantile(0.95),
        p99=quantile(0.99),
        slowest=times[-1] if times else 0.0,
        wrong=dict(record.wrong),
        cached=record.cached,
        wrong_samples=record.wrong_samples,
    )


def main() -> None:
    """Run the plans on stdin."""
    for line in sys.stdin.buffer:
        result = asyncio.run(run_plan(msgspec.json.decode(line, type=Plan)))
        print(msgspec.json.encode(result).decode(), flush=True)  # noqa: T201 (a command speaks)


if __name__ == "__main__":
    main()
