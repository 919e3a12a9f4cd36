"""The requests in flight, counted so that a shutdown can wait for them."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler


class InFlightRequests:
    """The number of requests in flight, and whether this process is draining."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.is_draining = False
        """Whether the process is about to stop: it is not ready, and closes its connections."""

    @web.middleware
    async def count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a request while it is served; close its connection while draining."""
        self._count += 1
        self._idle.clear()
        try:
            response = await handler(request)
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()
        if self.is_draining:
            response.force_close()
        return response

    async def wait_until_idle(self, timeout: float) -> None:  # noqa: ASYNC109 (returns, no error)
        """Return once no request is in flight, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._idle.wait()
        except TimeoutError:
            pass
