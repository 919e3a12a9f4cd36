"""The requests under way, so that a stop can wait for them."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler


class Traffic:
    """Counts requests, and knows whether more are wanted."""

    def __init__(self) -> None:
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.is_draining = False
        """Whether load balancers should send nothing new, and clients connect elsewhere."""

    @web.middleware
    async def count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a request while it is served."""
        self._under_way += 1
        self._quiet.clear()
        try:
            response = await handler(request)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()
        if self.is_draining:
            response.force_close()
        return response

    async def settle(self, within: float) -> None:
        """Return once nothing is under way, or after so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._quiet.wait()
        except TimeoutError:
            pass
