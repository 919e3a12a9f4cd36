"""Calls that are asked for at the same time, made as one.

A call of gRPC costs both ends about the same, whatever it carries. So keys that are asked for in
the same turn of the event loop are read by one call. Nothing waits for company: while no call is
under way, the next is made at once. While one is, the keys that come meanwhile wait for its end and
are read together, so that calls carry the more, the more is asked.

Nothing is kept, and no key joins a call that has begun: whoever asks after a change sees it.
"""

import asyncio
import contextvars
import functools
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from chassis import request_context, telemetry
from chassis.errors import DomainError, Kind

G = TypeVar("G")
K = TypeVar("K")
V = TypeVar("V")

MAX_SIZE = 64
"""Keys in a call."""
MAX_WAIT = 0.02
"""Seconds that keys wait for a call under way to end; then they have a call of their own."""

Read = Callable[[Sequence[K], float], Awaitable[Mapping[K, V]]]
"""Reads keys within a timeout, in seconds. Keys that there are not are left out."""


@dataclass(slots=True, eq=False)
class _Batch(Generic[K, V]):
    """What is read by one call, and who waits for it."""

    context: contextvars.Context
    waiting: dict[K, list[asyncio.Future[V | None]]] = field(default_factory=dict)
    deadline: float = 0.0
    request_ids: dict[str, None] = field(default_factory=dict)
    """Of all callers, in their order."""
    spans: list[Any] = field(default_factory=list)
    timer: asyncio.Handle | None = None
    task: asyncio.Task[None] | None = None

    def open_futures(self) -> Iterator["asyncio.Future[V | None]"]:
        """Yield the futures that have no result yet."""
        return (each for futures in self.waiting.values() for each in futures if not each.done())

    def leave(self, key: K, future: "asyncio.Future[V | None]") -> None:
        """Take out a caller that has gone; without any, end the call."""
        futures = self.waiting[key]
        futures.remove(future)
        if not futures and self.task is None:
            del self.waiting[key]
        if self.task is not None and not any(self.waiting.values()):
            self.task.cancel()


class DataLoader(Generic[K, V]):
    """One kind of read, such as products of a language by their ids."""

    def __init__(self, read: Read[K, V], *, name: str) -> None:
        """Make a loader; `name` is that of its spans."""
        self._read = read
        self._name = name
        self._next: _Batch[K, V] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def load(self, key: K, *, timeout: float) -> V | None:  # noqa: ASYNC109 (as load_many's)
        """Return what the key stands for; None where there is nothing. See `load_many`."""
        return (await self.load_many([key], timeout=timeout)).get(key)

    async def load_many(
        self,
        keys: Iterable[K],
        *,
        timeout: float,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
    ) -> dict[K, V]:
        """Return what each of the keys stands for, in their order, without those of nothing.

        `timeout` is in seconds, and is cut to the deadline of the call being served. Others that
        are read by the same call do not shorten it. Raise DomainError TOO_LATE after it, and what
        `read` raises.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        if (limit := request_context.deadline.get()) is not None:
            deadline = min(deadline, limit)
        joined = {key: self._join(key, deadline) for key in dict.fromkeys(keys)}
        try:
            async with asyncio.timeout_at(deadline):
                values = {key: await future for key, (_, future) in joined.items()}
        except TimeoutError:
            raise DomainError("deadline passed", kind=Kind.TOO_LATE) from None
        finally:
            for key, (batch, future) in joined.items():
                if not future.done() or future.cancelled():
                    batch.leave(key, future)
        return {key: value for key, value in values.items() if value is not None}

    def _join(self, key: K, deadline: float) -> tuple[_Batch[K, V], "asyncio.Future[V | None]"]:
        """Return the batch that reads the key, and the future of what it stands for."""
        loop = asyncio.get_running_loop()
        batch = self._next
        if batch is None:
            batch = self._next = _Batch(contextvars.copy_context())
            batch.timer = (
                loop.call_later(MAX_WAIT, self._send, batch)
                if self._under_way
                else loop.call_soon(self._send, batch)
            )
        future: asyncio.Future[V | None] = loop.create_future()
        batch.waiting.setdefault(key, []).append(future)
        batch.deadline = max(batch.deadline, deadline)
        batch.request_ids[request_context.request_id.get()] = None
        span = telemetry.current_span()
        if span and not (batch.spans and batch.spans[-1] is span):
            batch.spans.append(span)
        if len(batch.waiting) >= MAX_SIZE:
            self._send(batch)
        return batch, future

    def _send(self, batch: _Batch[K, V]) -> None:
        if batch is self._next:
            self._next = None
        if batch.timer is not None:
            batch.timer.cancel()
        if not batch.waiting:
            return  # every caller has gone
        batch.task = asyncio.get_running_loop().create_task(self._run(batch), context=batch.context)
        self._under_way.add(batch.task)
        # Not within the task, which may be cancelled before it begins.
        batch.task.add_done_callback(functools.partial(self._ended, batch))

    def _ended(self, batch: _Batch[K, V], task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        for future in batch.open_futures():
            future.cancel()
        if self._next is not None and not self._under_way:
            self._send(self._next)

    async def _run(self, batch: _Batch[K, V]) -> None:
        # The context is a copy of the first caller's; what is the caller's alone is taken out.
        request_context.access_token.set("")
        request_context.client_address.set("")
        request_context.deadline.set(None)
        if len(batch.request_ids) > 1:
            request_context.batched_request_ids.set(tuple(batch.request_ids))
        with telemetry.batch_span(self._name, batch.spans):
            await self._answer(batch)

    async def _answer(self, batch: _Batch[K, V]) -> None:
        left = batch.deadline - asyncio.get_running_loop().time()
        try:
            values = await self._read(list(batch.waiting), left)
        except Exception as error:  # noqa: BLE001 (each caller gets it)
            for future in batch.open_futures():
                future.set_exception(error)
                future.exception()  # seen, should its caller go this very moment
            return
        for key, futures in batch.waiting.items():
            for future in futures:
                if not future.done():
                    future.set_result(values.get(key))


class DataLoaders(Generic[G, K, V]):
    """Loaders of what is read by one call only within a group, such as the texts of a language."""

    def __init__(
        self, read: Callable[[G, Sequence[K], float], Awaitable[Mapping[K, V]]], *, name: str
    ) -> None:
        """Make the loaders; `read` takes the group before what a loader's takes."""
        self._read = read
        self._name = name
        self._by_group: dict[G, DataLoader[K, V]] = {}

    def of(self, group: G) -> DataLoader[K, V]:
        """Return the loader of a group."""
        if group not in self._by_group:
            read = functools.partial(self._read, group)
            self._by_group[group] = DataLoader(read, name=self._name)
        return self._by_group[group]
