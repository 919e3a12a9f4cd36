"""`python -m bench.speed.client`: the shoppers, in a process of their own.

Reads Plans as JSON from stdin, one a line, until it is closed. For each it writes one line when it
begins to count, and one with the Result when every request has been answered. A client sends a
request, waits for the whole answer, checks it, and sends the next: how many requests are in flight
is given, and the rate follows.
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
from bench.speed.operations import OPERATIONS, Assortment, CheckedRequest
from local.ports import HOST

BEGUN = "begun"
TIMEOUT = 60.0
"""Seconds for the last answers."""
_MAX_SHOWN = 3
"""Wrong answers that are shown."""


class Plan(msgspec.Struct, frozen=True):
    """What to ask, and for how long."""

    port: int
    operation: str
    clients: int
    warmup: float
    """Seconds that are not counted."""
    seconds: float
    catalogue: int
    """How many products there are."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of those that are looked at and bought."""
    seed: int
    draw: int = 0
    """With each number other requests are drawn; with one number always the same."""


class Result(msgspec.Struct, frozen=True):
    """What came of it; times in seconds."""

    done: int
    """Right answers in the seconds that count."""
    answered: int
    """All right answers, those of the warmup and after the end among them."""
    seconds: float
    processor: float
    """Of the client itself."""
    p50: float
    p95: float
    p99: float
    slowest: float
    wrong: dict[str, int]
    """Wrong answers by status; they count as nothing else."""
    cached: int
    """Answers that came from a cache, as their header Age says."""
    shown: list[str]
    """Some wrong answers."""


@dataclass
class _Record:
    """What the clients have seen so far."""

    times: list[float]
    wrong: Counter[str]
    shown: list[str]
    answered: int = 0
    cached: int = 0
    counting: bool = False
    ended: bool = False

    def add(self, request: bytes, response: Response, took: float, *, right: bool) -> None:
        if not right:
            self.wrong[str(response.status)] += 1
            if len(self.shown) < _MAX_SHOWN:
                self.shown.append(f"{request[:100]!r}: {response.status} {response.body[:300]!r}")
            return
        self.answered += 1
        if self.counting:
            self.times.append(took)
            self.cached += b"\r\nage:" in response.head.lower()


async def shop(plan: Plan) -> Result:
    """Let so many clients send requests for so long, and return once all are answered."""
    assortment = Assortment(plan.catalogue, plan.products, plan.seed)
    draw = f"{plan.seed} {plan.operation} {plan.clients} {plan.draw}"
    requests = OPERATIONS[plan.operation](assortment, random.Random(draw))  # noqa: S311
    record = _Record([], Counter(), [])
    connections = [await Connection.open(HOST, plan.port) for _ in range(plan.clients)]
    clients = [asyncio.create_task(_send(each, requests, record)) for each in connections]
    await asyncio.sleep(plan.warmup)
    print(BEGUN, flush=True)  # noqa: T201 (a command speaks)
    record.counting = True
    began, own = time.perf_counter(), time.process_time()
    # None ends by itself, unless by an exception.
    await asyncio.wait(clients, timeout=plan.seconds, return_when="FIRST_COMPLETED")
    record.counting, record.ended = False, True
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
        done=len(times),
        answered=record.answered,
        seconds=seconds,
        processor=processor,
        p50=quantile(0.5),
        p95=quantile(0.95),
        p99=quantile(0.99),
        slowest=times[-1] if times else 0.0,
        wrong=dict(record.wrong),
        cached=record.cached,
        shown=record.shown,
    )


def main() -> None:
    """Carry out the plans on stdin."""
    for line in sys.stdin.buffer:
        result = asyncio.run(shop(msgspec.json.decode(line, type=Plan)))
        print(msgspec.json.encode(result).decode(), flush=True)  # noqa: T201 (a command speaks)


if __name__ == "__main__":
    main()
