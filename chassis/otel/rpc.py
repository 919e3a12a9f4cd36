"""Spans and durations of gRPC calls: those that a server answers, and those to a neighbour."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import grpc
import grpc.aio
from opentelemetry.trace import SpanKind

from chassis import request_context
from chassis.grpc_status import reason_in
from chassis.interceptor_base import INFRASTRUCTURE, Call, Inside, Scope
from chassis.metrics import RPC_CLIENT, RPC_SERVER
from chassis.otel.sink import Attributes, Sink, fail, traceparent

TRACEPARENT = "traceparent"
"""The header that W3C gave it."""

_OK = grpc.StatusCode.OK.name
_OUR_FAULT = {
    grpc.StatusCode.UNKNOWN.name,
    grpc.StatusCode.DEADLINE_EXCEEDED.name,
    grpc.StatusCode.UNIMPLEMENTED.name,
    grpc.StatusCode.INTERNAL.name,
    grpc.StatusCode.UNAVAILABLE.name,
    grpc.StatusCode.DATA_LOSS.name,
}
"""What makes a server's span one that failed; the others are the caller's, or as it should be."""


def with_span(sink: Sink) -> Scope:
    """Show each call as a span below its caller's, and tell how long it took and how it ended."""

    async def scope(call: Call, inside: Inside) -> Any:
        method = call.method[1:]
        told: dict[str, str | int] = {"rpc.system.name": "grpc", "rpc.method": method}
        asked = {**told, "tienda.request_id": request_context.request_id.get()}
        above = str(call.metadata.get(TRACEPARENT, ""))
        began = time.perf_counter()
        status = _OK
        with sink.serving(method, asked, above) as span:
            try:
                return await inside()
            except BaseException as raised:
                status = call.ending(raised)
                raise
            finally:
                told["rpc.response.status_code"] = status
                span.set_attribute("rpc.response.status_code", status)
                if status != _OK:
                    error = reason_in(call.context.trailing_metadata()) or status
                    told["error.type"] = error
                    span.set_attribute("error.type", error)
                    if status in _OUR_FAULT:
                        fail(span, error)
                sink.tell(RPC_SERVER, time.perf_counter() - began, told)

    return scope


def client_interceptors(sink: Sink) -> Sequence[grpc.aio.ClientInterceptor]:
    """Return what a channel needs to show each call as a span, and to have the callee join it.

    Streams pass by: gRPC puts each message of one through a queue where there is an interceptor.
    """
    return (_UnaryUnary(sink),)


class _Asked:
    """One call to a neighbour, under way."""

    def __init__(self, sink: Sink, details: grpc.aio.ClientCallDetails) -> None:
        method: Any = details.method  # bytes, whatever the stubs say
        self.method = method.decode()[1:] if isinstance(method, bytes) else method[1:]
        self.told: dict[str, str | int] = {"rpc.system.name": "grpc", "rpc.method": self.method}
        self._sink = sink
        self.began = time.perf_counter()

    def end(self, status: str, reason: str = "") -> Attributes:
        """Tell how long it took and how it ended."""
        self.told["rpc.response.status_code"] = status
        if status != _OK:
            self.told["error.type"] = reason or status
        self._sink.tell(RPC_CLIENT, time.perf_counter() - self.began, self.told)
        return self.told


class _UnaryUnary(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def intercept_unary_unary(
        self,
        continuation: Callable[..., Any],
        client_call_details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        asked = _Asked(self._sink, client_call_details)
        if f"/{asked.method}".startswith(INFRASTRUCTURE):
            return await continuation(client_call_details, request)
        with self._sink.span(asked.method, asked.told, SpanKind.CLIENT) as span:
            try:
                call = await continuation(_with_parent(client_call_details), request)
            except Exception as error:
                # It was never sent.
                asked.end(grpc.StatusCode.UNKNOWN.name, type(error).__name__)
                raise
            try:
                # The call itself and not its code: who gives up meanwhile ends it.
                await call
            except grpc.aio.AioRpcError as error:
                told = asked.end(error.code().name, reason_in(error.trailing_metadata()))
                fail(span, str(told["error.type"]))
            except asyncio.CancelledError:
                asked.end(grpc.StatusCode.CANCELLED.name)
                raise
            else:
                asked.end(_OK)
            # Who asked awaits it once more, and finds the answer or the error.
            return call


def parent() -> tuple[tuple[str, str], ...]:
    """Return the metadata by which a callee joins the trace that is under way."""
    known = traceparent()
    return ((TRACEPARENT, known),) if known else ()


def _with_parent(details: grpc.aio.ClientCallDetails) -> grpc.aio.ClientCallDetails:
    metadata = grpc.aio.Metadata(*(details.metadata or ()), *parent())
    return grpc.aio.ClientCallDetails(
        details.method, details.timeout, metadata, details.credentials, details.wait_for_ready
    )
