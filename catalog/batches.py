"""Gathers what arrives one by one into batches."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes, because of the error if there is one."""

    error: Exception | None = None


async def batches(
    items: AsyncIterator[Item], size: int, patience: float
) -> AsyncIterator[list[Item]]:
    """Answer the items in lists of up to `size`; none waits longer than `patience` seconds.

    While one batch is worked on, the next is read, and no more than that: a sender who is faster
    has to wait. Raises what `items` raises, after what came before it.
    """
    queue: asyncio.Queue[Item | _End] = asyncio.Queue(size)

    async def read() -> None:
        end = _End()
        try:
            async for item in items:
                await queue.put(item)
        except Exception as error:  # noqa: BLE001 (raised again where the stream is read)
            end = _End(error)
        await queue.put(end)

    reading = asyncio.create_task(read())
    gathering = _Gathering(queue, size, patience)
    try:
        while batch := await gathering.next_batch():
            yield batch
    finally:
        reading.cancel()
    if gathering.end and gathering.end.error:
        raise gathering.end.error


class _Gathering(Generic[Item]):
    """Takes batches out of a queue until it has met the end."""

    def __init__(self, queue: asyncio.Queue[Item | _End], size: int, patience: float) -> None:
        self._queue = queue
        self._size = size
        self._patience = patience
        self.end: _End | None = None

    async def next_batch(self) -> list[Item]:
        """Answer the next batch; an empty one after the end."""
        batch: list[Item] = []
        if self.end:
            return batch
        item = await self._queue.get()
        until = asyncio.get_running_loop().time() + self._patience
        while not isinstance(item, _End):
            batch.append(item)
            if len(batch) == self._size:
                return batch
            try:
                item = self._queue.get_nowait()
            except asyncio.QueueEmpty:
                try:
                    async with asyncio.timeout_at(until):
                        item = await self._queue.get()
                except TimeoutError:
                    return batch
        self.end = item
        return batch
