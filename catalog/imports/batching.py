"""Gathers what arrives a few at a time into batches."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

_TURN = 32
"""Items; a row of an import takes some 30 µs at each step."""


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes, because of the error if there is one."""

    error: Exception | None = None


async def batches(
    arrivals: AsyncIterator[Sequence[Item]], size: int, patience: float
) -> AsyncIterator[list[Item]]:
    """Return what arrives in lists of up to `size`; nothing waits longer than `patience` seconds.

    While one batch is worked on, the next is read, and no more than that: a sender who is faster
    has to wait. Raise what `arrivals` raises, after what came before it.
    """
    gathering = _Gathering[Item](size, patience)
    reading = asyncio.create_task(gathering.read(arrivals))
    try:
        while batch := await gathering.next_batch():
            yield batch
    finally:
        reading.cancel()
    if gathering.end and gathering.end.error:
        raise gathering.end.error


async def ahead(items: AsyncIterator[Item]) -> AsyncIterator[Item]:
    """Return the items; while one is worked on, the next is made, and no more than that."""
    async for [item] in batches(([item] async for item in items), 1, patience=0):
        yield item


async def in_turns(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Return the items; after every few of them, whoever else has something to do gets a turn.

    A batch takes some 30 ms of processor time in all, and each step of a search would wait for it.
    """
    for number, item in enumerate(items, start=1):
        yield item
        if number % _TURN == 0:
            await asyncio.sleep(0)


class _Gathering(Generic[Item]):
    """A shelf for the next batch, filled at one end and emptied at the other."""

    def __init__(self, size: int, patience: float) -> None:
        self._size = size
        self._patience = patience
        self._waiting: list[Item] = []
        self._changed = asyncio.Condition()
        self.end: _End | None = None

    async def read(self, arrivals: AsyncIterator[Sequence[Item]]) -> None:
        """Put down what arrives, as long as there is room, until the end."""
        end = _End()
        try:
            async for items in arrivals:
                async with self._changed:
                    await self._changed.wait_for(lambda: len(self._waiting) < self._size)
                    self._waiting += items
                    self._changed.notify_all()
        except Exception as error:  # noqa: BLE001 (raised again where the stream is read)
            end = _End(error)
        async with self._changed:
            self.end = end
            self._changed.notify_all()

    async def next_batch(self) -> list[Item]:
        """Return the next batch; an empty one after the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting or self.end)
            try:
                async with asyncio.timeout(self._patience):
                    await self._changed.wait_for(self._is_full)
            except TimeoutError:
                pass
            batch, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
            self._changed.notify_all()
        return batch

    def _is_full(self) -> bool:
        return len(self._waiting) >= self._size or self.end is not None
