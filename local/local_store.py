"""Opens the store: starts every part, waits until all answer, keeps them alive, ends them."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from contextlib import aclosing

from local import oneshot, provisioning
from local.catalogue_loader import Furnishing
from local.options import Options, Ports
from local.process import environment
from local.processes import GRPC, Addresses, all_parts
from local.readiness import answers_http, reaches_neighbours
from local.state import State
from local.supervisor import KeptPart, Say

BASES = ("postgres", "aws")
"""Parts that need no tables."""
ENDING = (("bff",), ("orders.worker", "catalog.worker", *GRPC), ("aws",), ("postgres",))
"""Which parts are ended together, in which order: nobody loses a neighbour that it still needs."""


class LocalStore:
    """Every part of one store on this machine."""

    def __init__(self, options: Options, state: State, ports: Ports, say: Say) -> None:
        self._state = state
        self._addresses = Addresses(ports)
        self._say = say
        self._furnishing = Furnishing(options.catalogue, state, self._addresses, say)
        self._parts = {
            part.name: KeptPart(part, state.log(part.name), say, [state.lock])
            for part in all_parts(state, ports)
        }
        self._keepers: list[asyncio.Task[None]] = []
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self) -> None:
        """Return once every part answers and the shelves are full.

        Raise StepFailed or PostgresError.
        """
        self._say(f"state in {self._state.folder}, logs in {self._state.logs}")
        await self._timed("cluster", provisioning.make_cluster(self._state))
        self._start(BASES)
        async with asyncio.TaskGroup() as tasks:
            drawing = tasks.create_task(self._furnishing.draw())
            await provisioning.make_key(self._state)
            if not provisioning.has_tables(self._state):
                await self._timed("tables", provisioning.make_tables(self._state, self._addresses))
            self._start([name for name in self._parts if name not in BASES])
            await self._all_answer()
            if not self._furnishing.is_done():
                await self._timed("pictures", drawing)
                await self._timed("catalogue", self._furnishing.load(drawing.result()))
        for part in self._parts.values():
            part.ready = True
        self._say(f"ready {self._addresses.url('bff')}")

    async def failed(self) -> None:
        """Raise CannotStart if a part cannot be started at all; never returns otherwise."""
        await self._failure

    async def close(self) -> None:
        """End every part, each by force when it takes too long."""
        for names in ENDING:
            await asyncio.gather(*(self._parts[name].stop() for name in names))
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    def hasten(self) -> None:
        """End every part at once."""
        for part in self._parts.values():
            part.hasten()

    def _start(self, names: Sequence[str]) -> None:
        self._say(f"starting {', '.join(names)}")
        for name in names:
            keeper = asyncio.create_task(self._parts[name].keep(), name=name)
            keeper.add_done_callback(self._note_failure)
            self._keepers.append(keeper)

    def _note_failure(self, keeper: asyncio.Task[None]) -> None:
        if not keeper.cancelled() and (error := keeper.exception()) and not self._failure.done():
            self._failure.set_exception(error)

    async def _all_answer(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._services_answer())
            for name, path in (("aws", "/sent"), ("bff", "/healthz")):
                answer = answers_http(self._addresses.of(name), path)
                tasks.create_task(self._timed(name, answer))
        await reaches_neighbours(self._addresses.of("bff"))

    async def _services_answer(self) -> None:
        began = time.monotonic()
        module = ["local.health", *(f"{name}={self._addresses.of(name)}" for name in GRPC)]
        environ = environment(self._state.folder)
        async with aclosing(oneshot.follow("health", module, environ, self._state)) as names:
            async for name in names:
                self._tell(name, began)

    async def _timed(self, what: str, awaitable: Awaitable[object]) -> None:
        began = time.monotonic()
        await awaitable
        self._tell(what, began)

    def _tell(self, what: str, began: float) -> None:
        self._say(f"{what}: {time.monotonic() - began:.1f} s")
