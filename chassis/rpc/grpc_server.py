"""A gRPC server as every service runs it: health, reflection, scopes, drain on SIGTERM."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
import grpc.aio
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from chassis import telemetry
from chassis.errors import DomainError
from chassis.interceptor_base import ScopeInterceptor
from chassis.request_context import Caller
from chassis.rpc.concurrency_limit import MAX_CONCURRENT, Room
from chassis.rpc.interceptors import (
    with_access_log,
    with_audit,
    with_client_address,
    with_deadline,
    with_errors,
    with_identity,
    with_request_id,
    with_room,
)
from chassis.signals import stop_signal

_log = logging.getLogger("tienda.server")

_SERVING = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


_MIN_TIMEOUT = 1.0
"""Seconds for what goes on behind answers, however long calls took to end."""


@dataclass(frozen=True)
class Served:
    """One servicer, with the generated function that puts it on a server."""

    descriptor: ServiceDescriptor
    add: Callable[[Any, grpc.aio.Server], None]
    servicer: Any


class Server:
    """Serves the servicers of one service on one address."""

    def __init__(
        self,
        service: str,
        served: Sequence[Served],
        verify: Callable[[str], Awaitable[Caller]],
        *,
        most_at_once: int = MAX_CONCURRENT,
        max_connection_age: float = 300.0,
        grace: float = 10.0,
        finish: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        """Build it, not yet listening.

        `verify` answers the caller of an access token. `most_at_once` calls are served side by
        side, health checks aside, and more are refused at once. `max_connection_age` (seconds)
        makes clients resolve anew, so that a server added later gets its share; calls under way end
        on the old connection, an import of an hour too. `grace` (seconds) is what calls get to
        finish in when the server stops, and after them what calls have begun behind their answers:
        `finish` is told how many seconds are left for that.
        """
        self._grace = grace
        self._finish = finish
        scopes = [
            with_request_id,
            with_client_address,
            *telemetry.scopes(),
            with_access_log,
            with_errors(service),
            with_room(Room(service, most_at_once)),
            with_deadline,
            with_identity(verify),
            with_audit(_reads(served)),
        ]
        self._server = grpc.aio.server(
            interceptors=[ScopeInterceptor(scopes)],
            options=[
                ("grpc.max_connection_age_ms", int(max_connection_age * 1000)),
                # Two servers on one port would split the calls between them unseen.
                ("grpc.so_reuseport", 0),
            ],
        )
        self._health = health.aio.HealthServicer()
        self._names = ["", *(one.descriptor.full_name for one in served)]
        for one in served:
            one.add(one.servicer, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        shown = (*self._names[1:], health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(shown, self._server)

    async def start(self, address: str) -> int:
        """Listen on "host:port" and answer the port, NOT_SERVING yet. Raise OSError."""
        try:
            port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"cannot listen on {address}: is the port in use?") from error
        await self._tell(_NOT_SERVING)
        await self._server.start()
        return port

    async def serve_when(self, ready: Callable[[], Awaitable[object]]) -> None:
        """Turn SERVING once `ready` returns; it is asked again while it raises DomainError."""
        while True:
            try:
                await ready()
            except DomainError as error:
                _log.warning("not ready", extra={"reason": error.message})
                await asyncio.sleep(0.25)
            else:
                break
        await self._tell(_SERVING)
        _log.info("serving")

    async def drain(self, notice: float = 0.0) -> None:
        """Say NOT_SERVING, give load balancers `notice` seconds to see it, then finish and stop."""
        _log.info("draining")
        await self._health.enter_graceful_shutdown()
        await asyncio.sleep(notice)
        until = time.monotonic() + self._grace
        await self._server.stop(self._grace)
        if self._finish is not None:
            await self._finish(max(_MIN_TIMEOUT, until - time.monotonic()))

    async def _tell(self, status: int) -> None:
        for name in self._names:
            await self._health.set(name, status)


def _reads(served: Sequence[Served]) -> set[str]:
    return {
        f"/{one.descriptor.full_name}/{method.name}"
        for one in served
        for method in one.descriptor.methods
        if method.GetOptions().idempotency_level == MethodOptions.NO_SIDE_EFFECTS
    }


async def run(
    server: Server, address: str, ready: Callable[[], Awaitable[object]], notice: float
) -> None:
    """Serve until SIGTERM or SIGINT, then drain.

    What `ready` raises that is no DomainError, and so cannot mend by itself, ends it too.
    """
    stop = stop_signal()
    port = await server.start(address)
    _log.info("listening", extra={"port": port})

    async def become_ready() -> None:
        try:
            await server.serve_when(ready)
        except Exception:
            stop.set()
            raise

    becoming_ready = asyncio.create_task(become_ready())
    await stop.wait()
    becoming_ready.cancel()
    await server.drain(notice)
    with contextlib.suppress(asyncio.CancelledError):
        await becoming_ready
