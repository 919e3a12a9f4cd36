"""A channel whose circuit is told how calls end, and that asks nothing while it is open.

An interceptor could do the same, but where a channel has one gRPC makes a task for each call: a
tenth of what a call without work costs.
"""

import math
import time
from types import TracebackType
from typing import Any, Self

import grpc
import grpc.aio

from chassis.grpc_status import is_silence
from chassis.rpc.circuit_breaker import Circuit

_NEARLY = 0.9
"""Of a call's time, from which on it counts as used up."""
_FAIR = 0.1
"""Seconds. Where less was left of a request's time, it tells nothing of a neighbour that it did not
answer."""


class WatchedChannel(grpc.aio.Channel):
    """Hands everything on to `channel`, calls with one request and one answer past the circuit."""

    def __init__(self, channel: grpc.aio.Channel, circuit: Circuit) -> None:
        self._channel = channel
        self._circuit = circuit

    def unary_unary(self, *args: Any, **options: Any) -> Any:
        """Return the method, watched."""
        return _WatchedMethod(self._channel.unary_unary(*args, **options), self._circuit)

    def unary_stream(self, *args: Any, **options: Any) -> Any:
        """Return the method."""
        return self._channel.unary_stream(*args, **options)

    def stream_unary(self, *args: Any, **options: Any) -> Any:
        """Return the method."""
        return self._channel.stream_unary(*args, **options)

    def stream_stream(self, *args: Any, **options: Any) -> Any:
        """Return the method."""
        return self._channel.stream_stream(*args, **options)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:
        """See grpc.aio.Channel."""
        return self._channel.get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """See grpc.aio.Channel."""
        await self._channel.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        """See grpc.aio.Channel."""
        await self._channel.channel_ready()

    async def close(self, grace: float | None = None) -> None:
        """See grpc.aio.Channel."""
        await self._channel.close(grace)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


class _WatchedMethod(grpc.aio.UnaryUnaryMultiCallable[Any, Any]):
    """Asks nothing of a neighbour whose circuit is open, and tells the circuit how calls end."""

    def __init__(
        self, method: grpc.aio.UnaryUnaryMultiCallable[Any, Any], circuit: Circuit
    ) -> None:
        self._method = method
        self._circuit = circuit

    def __call__(self, request: Any, *, timeout: float | None = None, **options: Any) -> Any:
        """Make the call once it is awaited, and answer what it answers. Raise CircuitOpen."""
        return self._ask(request, timeout, options)

    async def _ask(
        self,
        request: Any,
        timeout: float | None,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
        options: dict[str, Any],
    ) -> Any:
        self._circuit.admit()
        began = time.monotonic()
        try:
            answer = await self._method(request, timeout=timeout, **options)
        except grpc.aio.AioRpcError as error:
            took = time.monotonic() - began
            silent = is_silence(error, time_was_up=took >= _NEARLY * (timeout or math.inf))
            if not silent:
                self._circuit.note_answer()
            elif timeout is None or timeout >= _FAIR:
                self._circuit.note_silence()
            raise
        self._circuit.note_answer()
        return answer
