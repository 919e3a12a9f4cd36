"""Asynchronous iterators that batch items, prefetch them, or yield to the event loop."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

_ITEMS_PER_SLICE = 32
"""Items between two yields to the event loop. A row of an import takes about 30 µs in each step."""


async def batches(
    arrivals: AsyncIterator[Sequence[Item]], size: int, max_delay: float
) -> AsyncIterator[list[Item]]:
    """Yield arriving items in batches of up to `size`; none waits longer than `max_delay` seconds.

    While the caller works on a batch, only the next one is read: backpressure makes a faster sender
    wait. An exception from `arrivals` is raised after the items that came before it.
    """
    buffer = _BatchBuffer[Item](size, max_delay)
    reader = asyncio.create_task(buffer.fill(arrivals))
    try:
        while batch := await buffer.next_batch():
            yield batch
    finally:
        reader.cancel()
    if buffer.end and buffer.end.error:
        raise buffer.end.error


async def prefetch(items: AsyncIterator[Item]) -> AsyncIterator[Item]:
    """Yield the items, and make one item ahead while the caller works on another."""
    async for [item] in batches(([item] async for item in items), 1, max_delay=0):
        yield item


async def yielding_to_loop(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yield the items, and let other tasks of the event loop run after every few of them.

    A batch takes about 30 ms of processor time; without pauses, each step of a concurrent search
    would wait for that long.
    """
    for number, item in enumerate(items, start=1):
        yield item
        if number % _ITEMS_PER_SLICE == 0:
            await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class _End:
    """The end of the arriving items, with the exception that ended them, if any."""

    error: Exception | None = None


class _BatchBuffer(Generic[Item]):
    """A buffer for the next batch, between the task that fills it and the one that empties it."""

    def __init__(self, size: int, max_delay: float) -> None:
        self._size = size
        self._max_delay = max_delay
        self._items: list[Item] = []
        self._changed = asyncio.Condition()
        self.end: _End | None = None

    async def fill(self, arrivals: AsyncIterator[Sequence[Item]]) -> None:
        """Add arriving items, whenever there is room, until the end."""
        end = _End()
        try:
            async for items in arrivals:
                async with self._changed:
                    await self._changed.wait_for(lambda: len(self._items) < self._size)
                    self._items += items
                    self._changed.notify_all()
        except Exception as error:  # noqa: BLE001 (raised again by `batches`)
            end = _End(error)
        async with self._changed:
            self.end = end
            self._changed.notify_all()

    async def next_batch(self) -> list[Item]:
        """Return the next batch; an empty one after the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._items or self.end)
            try:
                async with asyncio.timeout(self._max_delay):
                    await self._changed.wait_for(self._is_full)
            except TimeoutError:
                pass
            batch, self._items = self._items[: self._size], self._items[self._size :]
            self._changed.notify_all()
        return batch

    def _is_full(self) -> bool:
        return len(self._items) >= self._size or self.end is not None
