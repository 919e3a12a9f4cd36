"""Lets requests that ask the same at the same time share one call to a neighbour.

Nothing is kept: whoever comes when the answer is there asks anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Any]
    aboard: int = 0
    """How many wait for it."""


class Flights:
    """The calls under way."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, _Flight] = {}

    async def share(self, key: Hashable, call: Callable[[], Awaitable[T]]) -> T:
        """Return what `call` answers, or what the call of that key that is under way does.

        All who wait get its answer or its error. One who leaves is not missed; when the last one
        has left, the call is cancelled. It runs in the context of who came first.
        """
        flight = self._under_way.get(key)
        if flight is None:
            flight = self._under_way[key] = _Flight(asyncio.create_task(self._run(key, call)))
        flight.aboard += 1
        try:
            answer: T = await asyncio.shield(flight.task)
        finally:
            flight.aboard -= 1
            if not flight.aboard and not flight.task.done():
                # At once, so that nobody boards what is going down.
                self._forget(key, flight.task)
                flight.task.cancel()
        return answer

    async def _run(self, key: Hashable, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await call()
        finally:
            self._forget(key, asyncio.current_task())

    def _forget(self, key: Hashable, task: object) -> None:
        flight = self._under_way.get(key)
        # Another may have begun under this key while this one was being cancelled.
        if flight is not None and flight.task is task:
            del self._under_way[key]
