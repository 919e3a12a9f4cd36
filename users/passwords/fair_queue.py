"""A queue in front of slow work, in which clients take turns.

In a single line, one client with many requests would fill every place, and everybody else would be
refused. Here each client has a line of its own, the lines are served in turn, and where all places
are taken, the longest line makes room for a shorter one. Whoever would wait too long is refused at
once: a call that runs into its deadline is worse, as its caller takes the service to be down.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from typing import NoReturn, TypeVar

from chassis.rpc.concurrency_limit import Busy, ConcurrencyLimit

T = TypeVar("T")

MAX_WAIT = 2.0
"""Seconds that a step may be expected to wait; callers give up after five."""
_FIRST_STEP = 0.05
"""Seconds that the first steps are expected to take."""
_WEIGHT = 0.2
"""Of the latest step in the average of what steps take."""

_Turn = asyncio.Future[None]


class FairQueue:
    """Runs steps in threads: `at_once` run, and at most `limit.limit` run or wait."""

    def __init__(
        self,
        threads: Executor,
        at_once: int,
        limit: ConcurrencyLimit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a queue for threads that run `at_once` steps at a time."""
        self._threads = threads
        self._at_once = at_once
        self._limit = limit
        self._clock = clock
        self._running = 0
        self._step_seconds = _FIRST_STEP
        self._lines: OrderedDict[str, deque[_Turn]] = OrderedDict()
        """Those who wait, by client; the first client's turn is next."""

    async def run(self, client: str, step: Callable[[], T]) -> T:
        """Run the step when it is the client's turn. Raise Busy if there is no place for it."""
        await self._wait_for_turn(client)
        loop = asyncio.get_running_loop()
        began = self._clock()
        future = self._threads.submit(step)

        def release(_: object) -> None:
            # When the thread ends, not the caller: one that gives up leaves it computing.
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self._end_step, self._clock() - began)

        future.add_done_callback(release)
        return await asyncio.wrap_future(future)

    async def _wait_for_turn(self, client: str) -> None:
        if self._running < self._at_once:
            self._running += 1
            return
        if self._expected_wait(len(self._lines.get(client, ()))) > MAX_WAIT:
            self._refuse()
        if self._running + sum(map(len, self._lines.values())) >= self._limit.limit:
            self._make_room(client)
        turn: _Turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(client, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(client, turn)
            elif turn.exception() is None:
                self._release()
            raise

    def _expected_wait(self, place: int) -> float:
        """Return the seconds until the turn of the place in a line, counted from 0."""
        before = self._running + sum(min(len(line), place + 1) for line in self._lines.values())
        return before * self._step_seconds / self._at_once

    def _refuse(self) -> NoReturn:
        self._limit.record_rejection()
        raise Busy("too much at once")

    def _make_room(self, client: str) -> None:
        longest = self._longest()
        own = len(self._lines.get(client, ()))
        if longest is None or len(self._lines[longest]) <= own + 1:
            self._refuse()
        self._send_away_last(longest)

    def _longest(self) -> str | None:
        return max(self._lines, key=lambda name: len(self._lines[name]), default=None)

    def _send_away_last(self, client: str) -> None:
        # Whoever came last has waited least.
        turn = self._lines[client][-1]
        self._leave(client, turn)
        self._limit.record_rejection()
        if not turn.done():
            turn.set_exception(Busy("too much at once"))

    def _leave(self, client: str, turn: _Turn) -> None:
        line = self._lines.get(client)
        if line is None or turn not in line:
            return
        line.remove(turn)
        if not line:
            del self._lines[client]

    def _end_step(self, seconds: float) -> None:
        self._step_seconds += (seconds - self._step_seconds) * _WEIGHT
        # Steps may have become slower since those in the lines came.
        while (longest := self._longest()) is not None:
            last = len(self._lines[longest]) - 1
            if last == 0 or self._expected_wait(last) <= MAX_WAIT:
                break
            self._send_away_last(longest)
        self._release()

    def _release(self) -> None:
        self._running -= 1
        while self._lines:
            client, line = self._lines.popitem(last=False)
            turn = line.popleft()
            if line:
                self._lines[client] = line
            if not turn.done():
                self._running += 1
                turn.set_result(None)
                return
