"""Share one call among the requests that ask for the same thing at the same time.

No result is kept: a request that arrives after the call has ended starts another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _SharedCall:
    task: asyncio.Task[Any]
    waiters: int = 0


class SingleFlight:
    """The calls in flight, by key."""

    def __init__(self) -> None:
        self._in_flight: dict[Hashable, _SharedCall] = {}

    async def share(self, key: Hashable, function: Callable[[], Awaitable[T]]) -> T:
        """Return the result of `function`, or of the call with the same key that is in flight.

        Every waiter gets the result, or the error. A waiter may be cancelled without harm to the
        others; when the last one is cancelled, so is the call. The call runs in the context
        (request id, deadline) of the first waiter.
        """
        shared = self._in_flight.get(key)
        if shared is None:
            task = asyncio.create_task(self._run(key, function))
            shared = self._in_flight[key] = _SharedCall(task)
        shared.waiters += 1
        try:
            result: T = await asyncio.shield(shared.task)
        finally:
            shared.waiters -= 1
            if not shared.waiters and not shared.task.done():
                # Before it ends: no request may join a call that is being cancelled.
                self._forget(key, shared.task)
                shared.task.cancel()
        return result

    async def _run(self, key: Hashable, function: Callable[[], Awaitable[T]]) -> T:
        try:
            return await function()
        finally:
            self._forget(key, asyncio.current_task())

    def _forget(self, key: Hashable, task: object) -> None:
        shared = self._in_flight.get(key)
        # While this call was being cancelled, another may have started under the same key.
        if shared is not None and shared.task is task:
            del self._in_flight[key]
