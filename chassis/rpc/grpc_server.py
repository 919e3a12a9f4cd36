"""The gRPC server of every service: interceptors, health, reflection, draining on SIGTERM."""

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

from chassis import telemetry
from chassis.errors import DomainError
from chassis.interceptor_chain import InterceptorChain
from chassis.request_context import Caller
from chassis.rpc.concurrency_limit import MAX_CONCURRENT, ConcurrencyLimit
from chassis.rpc.connection_age import MAX_CONNECTION_AGE
from chassis.rpc.interceptors import (
    with_access_log,
    with_audit,
    with_client_address,
    with_concurrency_limit,
    with_deadline,
    with_errors,
    with_identity,
    with_request_id,
)
from chassis.rpc.reflection import add_reflection
from chassis.signals import stop_signal

_log = logging.getLogger("tienda.server")

_SERVING = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


_MIN_FINISH_TIMEOUT = 1.0
"""Seconds for background work when the server stops, however long its last calls took."""


@dataclass(frozen=True)
class ServicerRegistration:
    """A servicer, with the generated function that adds it to a server."""

    descriptor: ServiceDescriptor
    add: Callable[[Any, grpc.aio.Server], None]
    servicer: Any


class Server:
    """Serves the servicers of one service on one address."""

    def __init__(
        self,
        service: str,
        registrations: Sequence[ServicerRegistration],
        verify: Callable[[str], Awaitable[Caller]],
        *,
        most_at_once: int = MAX_CONCURRENT,
        max_connection_age: float = MAX_CONNECTION_AGE,
        grace: float = 10.0,
        finish: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        """Build the server, not yet listening.

        `verify` returns the caller of an access token. Up to `most_at_once` calls are served at the
        same time, health checks aside; more are rejected at once. `max_connection_age` (seconds)
        makes clients resolve again, so that a server added later gets its share; behind a load
        balancer, which knows the servers itself, it can be long. Calls in flight end on the old
        connection, even an import of an hour. `grace` (seconds) is the time for
        calls in flight, and then for the background work they started, when the server stops;
        `finish` awaits that work, and is passed the seconds that are left.
        """
        self._grace = grace
        self._finish = finish
        interceptors = [
            with_request_id,
            with_client_address,
            *telemetry.server_interceptors(),
            with_access_log,
            with_errors(service),
            with_concurrency_limit(ConcurrencyLimit(service, most_at_once)),
            with_deadline,
            with_identity(verify),
            with_audit(_read_only_methods(registrations)),
        ]
        self._server = grpc.aio.server(
            interceptors=[InterceptorChain(interceptors)],
            options=[
                ("grpc.max_connection_age_ms", int(max_connection_age * 1000)),
                # Otherwise two servers could share one port unnoticed.
                ("grpc.so_reuseport", 0),
            ],
        )
        self._health = health.aio.HealthServicer()
        self._names = ["", *(each.descriptor.full_name for each in registrations)]
        for registration in registrations:
            registration.add(registration.servicer, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        add_reflection(self._server, self._names[1:])

    async def start(self, address: str) -> int:
        """Listen on "host:port", still NOT_SERVING, and return the port. Raise OSError."""
        try:
            port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"cannot listen on {address}: is the port in use?") from error
        await self._set_health(_NOT_SERVING)
        await self._server.start()
        return port

    async def serve_when(self, ready: Callable[[], Awaitable[object]]) -> None:
        """Become SERVING once `ready` returns; call it again while it raises DomainError."""
        while True:
            try:
                await ready()
            except DomainError as error:
                _log.warning("not ready", extra={"reason": error.message})
                await asyncio.sleep(0.25)
            else:
                break
        await self._set_health(_SERVING)
        _log.info("serving")

    async def drain(self, notice: float = 0.0) -> None:
        """Become NOT_SERVING, give load balancers `notice` seconds to see it, finish, and stop."""
        _log.info("draining")
        await self._health.enter_graceful_shutdown()
        await asyncio.sleep(notice)
        deadline = time.monotonic() + self._grace
        await self._server.stop(self._grace)
        if self._finish is not None:
            await self._finish(max(_MIN_FINISH_TIMEOUT, deadline - time.monotonic()))

    async def _set_health(self, status: int) -> None:
        for name in self._names:
            await self._health.set(name, status)


def _read_only_methods(registrations: Sequence[ServicerRegistration]) -> set[str]:
    return {
        f"/{registration.descriptor.full_name}/{method.name}"
        for registration in registrations
        for method in registration.descriptor.methods
        if method.GetOptions().idempotency_level == MethodOptions.NO_SIDE_EFFECTS
    }


async def run(
    server: Server, address: str, ready: Callable[[], Awaitable[object]], notice: float
) -> None:
    """Serve until SIGTERM or SIGINT, then drain.

    Drain, too, when `ready` raises anything but a DomainError, and raise it: it will not pass.
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
