"""A gRPC channel with a circuit breaker in front of it.

An interceptor could do the same, but with one gRPC makes a task for each call, which adds a tenth
to the cost of an empty call.
"""

import math
import time
from types import TracebackType
from typing import Any, Self

import grpc
import grpc.aio

from chassis.grpc_status import is_unanswered
from chassis.rpc.circuit_breaker import CircuitBreaker

_DEADLINE_SHARE = 0.9
"""Of a call's timeout: a call that took longer counts as having reached its deadline."""
_MIN_MEANINGFUL_TIMEOUT = 0.1
"""Seconds. With a shorter timeout, a missing answer is not the neighbour's fault."""


class CircuitBreakerChannel(grpc.aio.Channel):
    """Passes everything on to `channel`, and unary calls through the circuit breaker."""

    def __init__(self, channel: grpc.aio.Channel, circuit: CircuitBreaker) -> None:
        self._channel = channel
        self._circuit = circuit

    def unary_unary(self, *args: Any, **options: Any) -> Any:
        """Return the method behind the circuit breaker."""
        return _CircuitBreakerMethod(self._channel.unary_unary(*args, **options), self._circuit)

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


class _CircuitBreakerMethod(grpc.aio.UnaryUnaryMultiCallable[Any, Any]):
    """Rejects calls while the circuit is open, and records how the others end."""

    def __init__(
        self, method: grpc.aio.UnaryUnaryMultiCallable[Any, Any], circuit: CircuitBreaker
    ) -> None:
        self._method = method
        self._circuit = circuit

    def __call__(self, request: Any, *, timeout: float | None = None, **options: Any) -> Any:
        """Return an awaitable that makes the call and returns its response. Raise CircuitOpen."""
        return self._call(request, timeout, options)

    async def _call(
        self,
        request: Any,
        timeout: float | None,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
        options: dict[str, Any],
    ) -> Any:
        self._circuit.admit()
        began = time.monotonic()
        try:
            response = await self._method(request, timeout=timeout, **options)
        except grpc.aio.AioRpcError as error:
            elapsed = time.monotonic() - began
            timed_out = elapsed >= _DEADLINE_SHARE * (timeout or math.inf)
            if not is_unanswered(error, timed_out=timed_out):
                self._circuit.record_answer()
            elif timeout is None or timeout >= _MIN_MEANINGFUL_TIMEOUT:
                self._circuit.record_failure()
            raise
        self._circuit.record_answer()
        return response
