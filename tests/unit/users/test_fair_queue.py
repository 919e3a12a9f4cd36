"""Who is next to have a password hashed, and who is sent away."""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.rpc.concurrency_limit import Busy, ConcurrencyLimit
from users.passwords.fair_queue import FairQueue

MOST = 8


class Stage:
    """A queue whose one thread waits until it is let go on."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.now = 0.0
        self.seconds = 0.01
        self.queue = FairQueue(threads, 1, ConcurrencyLimit("steps", MOST), lambda: self.now)
        self.go_on = threading.Event()
        self.done: list[str] = []

    def send(self, client: str, number: int = 1) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self._run(client)) for _ in range(number)]

    async def _run(self, client: str) -> None:
        await self.queue.run(client, lambda: self._step(client))

    def _step(self, client: str) -> None:
        self.go_on.wait(20)
        self.now += self.seconds
        self.done.append(client)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    with ThreadPoolExecutor(1) as threads:
        made = Stage(threads)
        yield made
        made.go_on.set()


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def outcomes(tasks: list[asyncio.Task[None]]) -> list[str]:
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return ["busy" if isinstance(one, Busy) else "done" for one in results]


async def test_clients_take_turns(stage: Stage):
    tasks = stage.send("greedy", 4)
    await settle()
    tasks += [*stage.send("ana"), *stage.send("luis")]
    await settle()
    stage.go_on.set()
    assert await outcomes(tasks) == ["done"] * 6
    assert stage.done == ["greedy", "greedy", "ana", "luis", "greedy", "greedy"]


async def test_who_fills_every_place_makes_room_for_others(stage: Stage):
    greedy = stage.send("greedy", MOST + 32)
    await settle()
    others = [task for number in range(4) for task in stage.send(f"client {number}")]
    await settle()
    stage.go_on.set()
    assert await outcomes(others) == ["done"] * 4
    assert (await outcomes(greedy)).count("done") == MOST - 4


async def test_a_line_of_two_makes_room_for_who_has_none(stage: Stage):
    greedy = stage.send("greedy", 3)
    await settle()
    first = [task for number in range(MOST - 3) for task in stage.send(f"client {number}")]
    await settle()
    late = stage.send("late")
    await settle()
    stage.go_on.set()
    assert await outcomes(greedy) == ["done", "done", "busy"]
    assert await outcomes([*first, *late]) == ["done"] * (MOST - 2)


async def test_where_every_line_is_short_the_last_to_come_is_sent_away(stage: Stage, caplog):
    first = [task for number in range(MOST) for task in stage.send(f"client {number}")]
    await settle()
    last = stage.send("late")
    await settle()
    stage.go_on.set()
    assert await outcomes(last) == ["busy"]
    assert await outcomes(first) == ["done"] * MOST
    assert [record.message for record in caplog.records] == ["shedding"]


async def test_who_gives_up_makes_room_and_leaves_no_trace(stage: Stage):
    tasks = stage.send("ana", MOST)
    await settle()
    for task in tasks[1:]:
        task.cancel()
    await settle()
    again = stage.send("ana", MOST - 1)
    await settle()
    stage.go_on.set()
    assert await outcomes(again) == ["done"] * (MOST - 1)


async def test_a_caller_who_gives_up_while_the_thread_computes_frees_no_thread(stage: Stage):
    (first,) = stage.send("ana")
    await settle()
    first.cancel()
    await settle()
    second = stage.send("luis")
    await settle()
    assert stage.done == []
    stage.go_on.set()
    assert await outcomes(second) == ["done"]
    assert stage.done == ["ana", "luis"]


async def test_where_steps_are_slow_a_long_line_is_refused_before_its_callers_give_up(stage: Stage):
    stage.seconds = 1.0
    stage.go_on.set()
    for _ in range(10):
        await asyncio.gather(*stage.send("warm up"))
    stage.go_on.clear()
    greedy = stage.send("greedy", MOST)
    await settle()
    refused = [task for task in greedy if task.done()]
    assert await outcomes(refused) == ["busy"] * (MOST - 3)
    other = stage.send("ana")
    await settle()
    stage.go_on.set()
    assert await outcomes(other) == ["done"]


async def test_where_steps_become_slow_the_longest_line_is_shortened(stage: Stage):
    stage.seconds = 10.0
    greedy = stage.send("greedy", MOST - 1)
    await settle()
    other = stage.send("ana")
    await settle()
    stage.go_on.set()
    assert "busy" in await outcomes(greedy)
    assert await outcomes(other) == ["done"]
