"""`python -m tests.load.shoppers`: the shoppers, in a process of their own.

Reads a Plan as JSON from stdin, writes "begun" and, in the end, the Result. They come at a given
rate, however slow the store is, and time counts from when a request was due: a store that does not
keep up is not asked less, and a stall is felt by all who would have come in it.
"""

import asyncio
import random
import signal
import sys
import time
from itertools import chain, islice

import msgspec
import uvloop

from bench.speed.connection import Response
from bench.speed.operations import Assortment
from tests.load.operations import Errand, errands
from tests.load.plan import IN_TIME, Plan, Result, Second, quantile
from tests.load.targets import Targets

BEGUN = "begun"
MAX_MADE_UP = 100_000
GIVEN_UP = 10.0
"""Seconds after which nobody waits any more."""
_TOLD = 12


class Shoppers:
    """Those of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._targets = Targets(list(plan.ports))
        self._seconds: list[Second] = []
        self._took: list[float] = []
        self._refused: list[float] = []
        self._told: list[str] = []
        self._without_stock = 0
        self._connections = 0
        self._behind = 0.0

    async def shop(self, stop: asyncio.Event) -> Result:
        """Shop until it is over."""
        plan = self._plan
        assortment = Assortment(plan.catalogue, plan.products, plan.seed)
        drawn = errands(plan.shares, assortment, plan.draw)
        # Made up beforehand, as far as they can be: the processors are the store's as well.
        made_up = min(MAX_MADE_UP, int(plan.rate * plan.seconds))
        drawn = chain(list(islice(drawn, made_up)), drawn)
        pause = random.Random(plan.draw)
        looking = [asyncio.create_task(target.watch()) for target in self._targets.all]
        under_way: set[asyncio.Task[None]] = set()
        began, had = time.perf_counter(), time.process_time()
        due = 0.0
        while due < plan.seconds and not stop.is_set():
            now = time.perf_counter() - began
            if due > now:
                await asyncio.sleep(due - now)
                continue
            self._behind = max(self._behind, now - due)
            task = asyncio.create_task(self._run(next(drawn), began, due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            due += pause.expovariate(plan.rate)
            # Lets answers be taken in where many are due at once.
            await asyncio.sleep(0)
        await asyncio.gather(*under_way)
        for look in looking:
            look.cancel()
        return self._result(time.process_time() - had)

    async def _run(self, errand: Errand, began: float, due: float) -> None:
        second = self._second(int(due))
        second.offered += 1
        try:
            async with asyncio.timeout(GIVEN_UP):
                response = await self._ask(errand.request)
        except (OSError, TimeoutError) as error:
            self._fail(second, due, errand, repr(error))
            return
        took = time.perf_counter() - began - due
        if response.status in {429, 503}:
            self._refused.append(took)
            if not _is_fit(response):
                self._fail(second, due, errand, f"{response.head!r}")
            elif response.status == 503:
                second.busy += 1
            else:
                second.limited += 1
        elif _is_right(errand, response):
            self._took.append(took)
            self._without_stock += b'"stock":null' in response.body
            second.good += took <= IN_TIME
            second.late += took > IN_TIME
        else:
            self._fail(second, due, errand, f"{response.status} {response.body[:200]!r}")

    async def _ask(self, request: bytes) -> Response:
        target = self._targets.choose()
        line = await target.line()
        self._connections = max(self._connections, sum(one.open for one in self._targets.all))
        is_good = False
        try:
            response = await line.send(request)
            is_good = b"\r\nconnection: close" not in response.head.lower()
            return response
        finally:
            target.give_back(line, is_good=is_good)

    def _second(self, place: int) -> Second:
        while len(self._seconds) <= place:
            self._seconds.append(Second())
        return self._seconds[place]

    def _fail(self, second: Second, due: float, errand: Errand, what: str) -> None:
        second.failed += 1
        if len(self._told) < _TOLD:
            line = errand.request.partition(b"\r\n")[0].decode()
            self._told.append(f"{due:.1f} s, {line}: {what}")

    def _result(self, processor: float) -> Result:
        took, refused = sorted(self._took), sorted(self._refused)
        targets = self._targets.all
        return Result(
            seconds=self._seconds,
            p50=quantile(took, 0.5),
            p99=quantile(took, 0.99),
            slowest=took[-1] if took else 0.0,
            refused_p99=quantile(refused, 0.99),
            without_stock=self._without_stock,
            connections=self._connections,
            behind=self._behind,
            health_asked=sum(one.asked for one in targets),
            health_failed=sum(one.unwell for one in targets),
            health_slowest=max(one.slowest for one in targets),
            processor=processor,
            told=self._told,
        )


def _is_right(errand: Errand, response: Response) -> bool:
    try:
        return errand.is_right(response)
    except msgspec.MsgspecError:
        return False


def _is_fit(refusal: Response) -> bool:
    """Whether a refusal is a problem document, and says when to come back."""
    head = refusal.head.lower()
    return b"\r\nretry-after: " in head and b"application/problem+json" in head


async def _shop(plan: Plan) -> Result:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print(BEGUN, flush=True)
    return await Shoppers(plan).shop(stop)


def main() -> None:
    """Do what stdin says."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    result = uvloop.run(_shop(plan))
    print(msgspec.json.encode(result).decode(), flush=True)


if __name__ == "__main__":
    main()
