"""An asyncio loop in a thread of its own, for the services that the box has in the world."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Loop:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._thread = Thread(target=self._loop.run_forever, name="box", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 60.0) -> T:
        """Run a coroutine from another thread; return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def keep(self, service: AbstractAsyncContextManager[T]) -> T:
        """Enter a context from another thread; it is left when the loop stops."""
        return self.run(self._stack.enter_async_context(service))

    @contextmanager
    def entered(self, service: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """Enter a context from another thread, and leave it at the end of the with-statement."""
        value = self.run(service.__aenter__())
        try:
            yield value
        finally:
            self.run(service.__aexit__(None, None, None))

    def stop(self) -> None:
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
