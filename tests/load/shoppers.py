"""`python -m tests.load.shoppers`: simulated shoppers, in a process of their own.

Read a Plan as JSON from stdin, write "started" and, at the end, the Result. They send requests at a
given rate, however slow the store is, and a response time is counted from when the request was due:
a store that falls behind is not spared, and a stall delays every request that was due during it.
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
from tests.load.load_balancer import LoadBalancer
from tests.load.plan import IN_TIME, Plan, Result, Second, quantile
from tests.load.requests import ShopperRequest, draw_requests

STARTED = "started"
MAX_PREPARED = 100_000
"""Requests that are drawn before the start."""
TIMEOUT = 10.0
"""Seconds after which a shopper gives up."""
_MAX_FAILURES = 12
"""Failures that are described in the result."""


class Shoppers:
    """The shoppers of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._load_balancer = LoadBalancer(list(plan.ports))
        self._seconds: list[Second] = []
        self._response_times: list[float] = []
        self._refusal_times: list[float] = []
        self._failures: list[str] = []
        self._without_stock = 0
        self._connections = 0
        self._behind = 0.0

    async def run(self, stop: asyncio.Event) -> Result:
        """Send requests until the plan is over or `stop` is set."""
        plan = self._plan
        assortment = Assortment(plan.catalogue, plan.products, plan.seed)
        requests = draw_requests(plan.shares, assortment, plan.draw)
        # Drawn before the start where possible: the store needs the processors as well.
        prepared = min(MAX_PREPARED, int(plan.rate * plan.seconds))
        requests = chain(list(islice(requests, prepared)), requests)
        pause = random.Random(plan.draw)
        checks = [asyncio.create_task(target.watch()) for target in self._load_balancer.targets]
        in_flight: set[asyncio.Task[None]] = set()
        began, processor_before = time.perf_counter(), time.process_time()
        due = 0.0
        while due < plan.seconds and not stop.is_set():
            now = time.perf_counter() - began
            if due > now:
                await asyncio.sleep(due - now)
                continue
            self._behind = max(self._behind, now - due)
            task = asyncio.create_task(self._send(next(requests), began, due))
            in_flight.add(task)
            task.add_done_callback(in_flight.discard)
            due += pause.expovariate(plan.rate)
            # Lets responses be read where many requests are due at once.
            await asyncio.sleep(0)
        await asyncio.gather(*in_flight)
        for check in checks:
            check.cancel()
        return self._result(time.process_time() - processor_before)

    async def _send(self, request: ShopperRequest, began: float, due: float) -> None:
        second = self._second(int(due))
        second.offered += 1
        try:
            async with asyncio.timeout(TIMEOUT):
                response = await self._call(request.raw)
        except (OSError, TimeoutError) as error:
            self._fail(second, due, request, repr(error))
            return
        took = time.perf_counter() - began - due
        if response.status in {429, 503}:
            self._refusal_times.append(took)
            if not _is_proper_refusal(response):
                self._fail(second, due, request, f"{response.head!r}")
            elif response.status == 503:
                second.busy += 1
            else:
                second.limited += 1
        elif _is_right(request, response):
            self._response_times.append(took)
            self._without_stock += b'"stock":null' in response.body
            second.good += took <= IN_TIME
            second.late += took > IN_TIME
        else:
            self._fail(second, due, request, f"{response.status} {response.body[:200]!r}")

    async def _call(self, raw: bytes) -> Response:
        target = self._load_balancer.choose()
        connection = await target.acquire()
        open_connections = sum(other.open for other in self._load_balancer.targets)
        self._connections = max(self._connections, open_connections)
        is_good = False
        try:
            response = await connection.send(raw)
            is_good = b"\r\nconnection: close" not in response.head.lower()
            return response
        finally:
            target.release(connection, is_good=is_good)

    def _second(self, index: int) -> Second:
        while len(self._seconds) <= index:
            self._seconds.append(Second())
        return self._seconds[index]

    def _fail(self, second: Second, due: float, request: ShopperRequest, reason: str) -> None:
        second.failed += 1
        if len(self._failures) < _MAX_FAILURES:
            request_line = request.raw.partition(b"\r\n")[0].decode()
            self._failures.append(f"{due:.1f} s, {request_line}: {reason}")

    def _result(self, processor: float) -> Result:
        response_times = sorted(self._response_times)
        targets = self._load_balancer.targets
        return Result(
            seconds=self._seconds,
            p50=quantile(response_times, 0.5),
            p99=quantile(response_times, 0.99),
            slowest=response_times[-1] if response_times else 0.0,
            refused_p99=quantile(sorted(self._refusal_times), 0.99),
            without_stock=self._without_stock,
            connections=self._connections,
            behind=self._behind,
            health_checks=sum(target.checks for target in targets),
            health_failed=sum(target.failed_checks for target in targets),
            health_slowest=max(target.slowest_check for target in targets),
            processor=processor,
            failures=self._failures,
        )


def _is_right(request: ShopperRequest, response: Response) -> bool:
    try:
        return request.is_right(response)
    except msgspec.MsgspecError:
        return False


def _is_proper_refusal(response: Response) -> bool:
    """Return whether a refusal is a problem document with a Retry-After."""
    head = response.head.lower()
    return b"\r\nretry-after: " in head and b"application/problem+json" in head


async def _run(plan: Plan) -> Result:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print(STARTED, flush=True)
    return await Shoppers(plan).run(stop)


def main() -> None:
    """Run the plan on stdin."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    result = uvloop.run(_run(plan))
    print(msgspec.json.encode(result).decode(), flush=True)


if __name__ == "__main__":
    main()
