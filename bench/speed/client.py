"""`python -m bench.speed.client`: the shoppers, in a process of their own.

Reads a Plan as JSON from stdin. Writes one line when it begins to count, and one with the Result
when it is done. Each client asks, waits for the whole answer, checks it, and asks again; so how
many ask at once is given, and how often follows.
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
from bench.speed.operations import OPERATIONS, Asked, Shelves
from local.ports import HOST

BEGUN = "begun"
_TOLD = 3
"""Wrong answers that are shown."""


class Plan(msgspec.Struct, frozen=True):
    """What to ask, and for how long."""

    port: int
    operation: str
    clients: int
    warming: float
    """Seconds that are not counted."""
    seconds: float
    catalogue: int
    """How many products there are."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of those that are looked at and bought."""
    seed: int


class Result(msgspec.Struct, frozen=True):
    """What came of it; times in seconds."""

    done: int
    """Right answers."""
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
    """Answers that came from a cache, as they say themselves."""
    told: list[str]
    """Some wrong answers."""


@dataclass
class _Notes:
    took: list[float]
    wrong: Counter[str]
    told: list[str]
    cached: int = 0
    counting: bool = False

    def add(self, request: bytes, response: Response, took: float, *, right: bool) -> None:
        if not right:
            self.wrong[str(response.status)] += 1
            if len(self.told) < _TOLD:
                self.told.append(f"{request[:100]!r}: {response.status} {response.body[:300]!r}")
        elif self.counting:
            self.took.append(took)
            self.cached += b"\r\nage:" in response.head.lower()


async def shop(plan: Plan) -> Result:
    """Let so many shoppers ask for so long."""
    shelves = Shelves(plan.catalogue, plan.products, plan.seed)
    choose = random.Random(f"{plan.seed} {plan.operation} {plan.clients}")  # noqa: S311
    asked = OPERATIONS[plan.operation](shelves, choose)
    notes = _Notes([], Counter(), [])
    connections = [await Connection.open(HOST, plan.port) for _ in range(plan.clients)]
    clients = [asyncio.create_task(_go_on(one, asked, notes)) for one in connections]
    await asyncio.sleep(plan.warming)
    print(BEGUN, flush=True)  # noqa: T201 (a command speaks)
    notes.counting = True
    began, had = time.perf_counter(), time.process_time()
    ended, _ = await asyncio.wait(clients, timeout=plan.seconds, return_when="FIRST_COMPLETED")
    notes.counting = False
    seconds, processor = time.perf_counter() - began, time.process_time() - had
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    for connection in connections:
        connection.close()
    for client in ended:
        client.result()
    return _result(notes, seconds, processor)


async def _go_on(connection: Connection, asked: Iterator[Asked], notes: _Notes) -> None:
    while True:
        request, is_right = next(asked)
        began = time.perf_counter()
        response = await connection.ask(request)
        took = time.perf_counter() - began
        try:
            right = is_right(response)
        except msgspec.MsgspecError:
            right = False
        notes.add(request, response, took, right=right)


def _result(notes: _Notes, seconds: float, processor: float) -> Result:
    took = sorted(notes.took)

    def quantile(share: float) -> float:
        return took[min(len(took) - 1, int(share * len(took)))] if took else 0.0

    return Result(
        done=len(took),
        seconds=seconds,
        processor=processor,
        p50=quantile(0.5),
        p95=quantile(0.95),
        p99=quantile(0.99),
        slowest=took[-1] if took else 0.0,
        wrong=dict(notes.wrong),
        cached=notes.cached,
        told=notes.told,
    )


def main() -> None:
    """Do what stdin says."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    result = asyncio.run(shop(plan))
    print(msgspec.json.encode(result).decode(), flush=True)  # noqa: T201 (a command speaks)


if __name__ == "__main__":
    main()
