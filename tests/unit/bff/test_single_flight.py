"""When requests share a call, and when they do not."""

import asyncio

import pytest

from bff.clients.single_flight import SingleFlight


class Upstream:
    """A call that returns once its gate is open."""

    def __init__(self) -> None:
        self.calls = 0
        self.cancelled = 0
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> int:
        self.calls += 1
        number = self.calls
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error:
            raise self.error
        return number


async def start_calls(single_flight, upstream, count: int, key: str = "k"):
    tasks = [asyncio.create_task(single_flight.share(key, upstream)) for _ in range(count)]
    await asyncio.sleep(0.01)
    return tasks


async def test_many_at_once_are_one_call():
    single_flight, upstream = SingleFlight(), Upstream()
    tasks = await start_calls(single_flight, upstream, 50)
    upstream.gate.set()
    assert await asyncio.gather(*tasks) == [1] * 50
    assert upstream.calls == 1


async def test_what_differs_is_not_shared():
    single_flight, one, other = SingleFlight(), Upstream(), Upstream()
    tasks = await start_calls(single_flight, one, 1, "a") + await start_calls(
        single_flight, other, 1, "b"
    )
    one.gate.set()
    other.gate.set()
    await asyncio.gather(*tasks)
    assert (one.calls, other.calls) == (1, 1)


async def test_nothing_is_kept_once_the_answer_is_there():
    single_flight, upstream = SingleFlight(), Upstream()
    upstream.gate.set()
    assert [await single_flight.share("k", upstream) for _ in range(3)] == [1, 2, 3]

    async def come_right_after() -> int:
        await first
        return await single_flight.share("k", upstream)

    first = asyncio.create_task(single_flight.share("k", upstream))
    assert await asyncio.gather(first, come_right_after()) == [4, 5]


async def test_one_who_leaves_is_not_missed_even_the_first():
    single_flight, upstream = SingleFlight(), Upstream()
    first, *rest = await start_calls(single_flight, upstream, 10)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    upstream.gate.set()
    assert await asyncio.gather(*rest) == [1] * 9
    assert upstream.cancelled == 0


async def test_when_the_last_has_left_the_call_ends_and_who_comes_then_begins_anew():
    single_flight, upstream = SingleFlight(), Upstream()
    tasks = await start_calls(single_flight, upstream, 3)
    for task in tasks:
        task.cancel()
    # Before the cancelled call has even noticed.
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = asyncio.create_task(single_flight.share("k", upstream))
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.01)
    assert (upstream.calls, upstream.cancelled) == (2, 1)
    upstream.gate.set()
    assert await late == 2


async def test_an_error_is_told_to_all_who_wait_and_to_nobody_after():
    single_flight, upstream = SingleFlight(), Upstream()
    upstream.error = ValueError("no")
    tasks = await start_calls(single_flight, upstream, 5)
    upstream.gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, ValueError) for result in results)
    upstream.error = None
    assert await single_flight.share("k", upstream) == 2


async def test_clients_that_come_and_go_at_random_get_an_answer_or_leave():
    single_flight = SingleFlight()
    running = 0
    most = 0

    async def call() -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            await asyncio.sleep(0.002)
            return "answer"
        finally:
            running -= 1

    async def client(number: int) -> str | None:
        await asyncio.sleep(number % 17 / 1000)
        try:
            async with asyncio.timeout(0.1 * (number % 11)):
                return await single_flight.share(number % 3, call)
        except TimeoutError:
            return None

    results = await asyncio.gather(*(client(number) for number in range(2000)))
    assert set(results) == {"answer", None}
    await asyncio.sleep(0.05)
    assert running == 0
    assert most <= 3 + 1, "one a key, and one that is going down"
