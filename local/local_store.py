"""Starts the store's processes, waits until all are ready, keeps them running, and stops them."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from contextlib import aclosing

from local import oneshot, postgres, provisioning
from local.catalogue_loader import CatalogueLoader
from local.options import Options, Ports
from local.process import environment
from local.processes import GRPC_SERVICES, Addresses, postgres_folder, process_specs
from local.readiness import wait_for_http, wait_for_neighbours
from local.state import State
from local.supervisor import Report, SupervisedProcess

BASE_PROCESSES = ("postgres", "aws")
"""Processes that need no tables."""
STOP_ORDER = (
    ("bff",),
    ("orders.worker", "catalog.worker", *GRPC_SERVICES),
    ("aws",),
    ("postgres",),
)
"""Groups of processes in the order in which they stop: each before those that it needs."""


class LocalStore:
    """The processes of one store on this machine."""

    def __init__(self, options: Options, state: State, ports: Ports, report: Report) -> None:
        self._state = state
        password = postgres.choose_password(postgres_folder(state))
        self._addresses = Addresses(ports, password)
        self._report = report
        self._loader = CatalogueLoader(options.catalogue, state, self._addresses, report)
        self._processes = {
            spec.name: SupervisedProcess(spec, state.log(spec.name), report, [state.lock])
            for spec in process_specs(state, self._addresses)
        }
        self._supervisions: list[asyncio.Task[None]] = []
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Start everything; return once all processes are ready and the catalogue is loaded.

        Raise OneshotFailed, PostgresError.
        """
        self._report(f"state in {self._state.folder}, logs in {self._state.logs}")
        await self._timed("cluster", provisioning.init_cluster(self._state, self._addresses))
        self._start_processes(BASE_PROCESSES)
        async with asyncio.TaskGroup() as tasks:
            drawing = tasks.create_task(self._loader.draw_pictures())
            await provisioning.create_signing_key(self._state)
            if not provisioning.is_migrated(self._state):
                await self._timed(
                    "tables", provisioning.migrate_databases(self._state, self._addresses)
                )
            self._start_processes([name for name in self._processes if name not in BASE_PROCESSES])
            await self._wait_until_ready()
            if not self._loader.is_loaded():
                await self._timed("pictures", drawing)
                await self._timed("catalogue", self._loader.load(drawing.result()))
        for process in self._processes.values():
            process.ready = True
        self._report(f"ready {self._addresses.url('bff')}")

    async def wait_for_failure(self) -> None:
        """Raise CannotStart once a process cannot be started; never return."""
        await self._failure

    async def stop(self) -> None:
        """Stop all processes, and kill each that takes too long."""
        for names in STOP_ORDER:
            await asyncio.gather(*(self._processes[name].stop() for name in names))
        for supervision in self._supervisions:
            supervision.cancel()
        await asyncio.gather(*self._supervisions, return_exceptions=True)

    def kill(self) -> None:
        """Kill all processes at once."""
        for process in self._processes.values():
            process.kill()

    def _start_processes(self, names: Sequence[str]) -> None:
        self._report(f"starting {', '.join(names)}")
        for name in names:
            supervision = asyncio.create_task(self._processes[name].supervise(), name=name)
            supervision.add_done_callback(self._note_failure)
            self._supervisions.append(supervision)

    def _note_failure(self, supervision: asyncio.Task[None]) -> None:
        if (
            not supervision.cancelled()
            and (error := supervision.exception())
            and not self._failure.done()
        ):
            self._failure.set_exception(error)

    async def _wait_until_ready(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._wait_for_services())
            for name, path in (("aws", "/sent"), ("bff", "/healthz")):
                ready = wait_for_http(self._addresses.of(name), path)
                tasks.create_task(self._timed(name, ready))
        await wait_for_neighbours(self._addresses.of("bff"))

    async def _wait_for_services(self) -> None:
        began = time.monotonic()
        module = ["local.health", *(f"{name}={self._addresses.of(name)}" for name in GRPC_SERVICES)]
        environ = environment(self._state.folder)
        async with aclosing(oneshot.stream_lines("health", module, environ, self._state)) as names:
            async for name in names:
                self._report_time(name, began)

    async def _timed(self, what: str, awaitable: Awaitable[object]) -> None:
        began = time.monotonic()
        await awaitable
        self._report_time(what, began)

    def _report_time(self, what: str, began: float) -> None:
        self._report(f"{what}: {time.monotonic() - began:.1f} s")
