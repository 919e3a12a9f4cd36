"""Asynchronous iterators that collect items in batches, work ahead, or let other tasks run."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

_ITEMS_PER_SLICE = 32
"""Each row of an import takes some 30 µs in each step."""


async def batches(
    arrivals: AsyncIterator[Sequence[Item]], size: int, max_delay: float
) -> AsyncIterator[list[Item]]:
    """Yield what arrives in lists of up to `size`; no item waits longer than `max_delay` seconds.

    While the caller works on a batch, the next one is read, and no more than that: backpressure
    makes a faster sender wait. An exception from `arrivals` is raised after what came before it.
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
    """Yield the items; while the caller works on an item, the next one is made, and no more."""
    async for [item] in batches(([item] async for item in items), 1, max_delay=0):
        yield item


async def cooperatively(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yield the items; after every few of them, let other tasks of the event loop run.

    A batch takes some 30 ms of processor time, and each step of a search would wait for it.
    """
    for number, item in enumerate(items, start=1):
        yield item
        if number % _ITEMS_PER_SLICE == 0:
            await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class _End:
    """The end of what arrives, with the exception that ended it, if one did."""

    error: Exception | None = None


class _BatchBuffer(Generic[Item]):
    """A buffer for the next batch, between a task that fills it and one that takes batches."""

    def __init__(self, size: int, max_delay: float) -> None:
        self._size = size
        self._max_delay = max_delay
        self._items: list[Item] = []
        self._changed = asyncio.Condition()
        self.end: _End | None = None

    async def fill(self, arrivals: AsyncIterator[Sequence[Item]]) -> None:
        """Add what arrives, whenever there is room, until the end."""
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
