"""Spans and durations of gRPC calls: those that a server handles, and those to a neighbour."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import grpc
import grpc.aio
from opentelemetry.trace import SpanKind

from chassis import request_context
from chassis.grpc_status import reason_of
from chassis.interceptor_chain import INFRASTRUCTURE, Continuation, Interceptor, ServerCall
from chassis.metrics import RPC_CLIENT, RPC_SERVER
from chassis.otel.exporter import Attributes, Exporter, fail, traceparent

TRACEPARENT = "traceparent"
"""The header of W3C Trace Context."""

_OK = grpc.StatusCode.OK.name
_SERVER_ERRORS = {
    grpc.StatusCode.UNKNOWN.name,
    grpc.StatusCode.DEADLINE_EXCEEDED.name,
    grpc.StatusCode.UNIMPLEMENTED.name,
    grpc.StatusCode.INTERNAL.name,
    grpc.StatusCode.UNAVAILABLE.name,
    grpc.StatusCode.DATA_LOSS.name,
}
"""Statuses that mark a server's span as failed; the other errors are the caller's."""


def with_server_span(exporter: Exporter) -> Interceptor:
    """Record each call's duration and status, and a span, a child of its caller's."""

    async def interceptor(call: ServerCall, proceed: Continuation) -> Any:
        method = call.method[1:]
        attributes: dict[str, str | int] = {"rpc.system.name": "grpc", "rpc.method": method}
        span_attributes = {**attributes, "tienda.request_id": request_context.request_id.get()}
        traceparent = str(call.metadata.get(TRACEPARENT, ""))
        began = time.perf_counter()
        status = _OK
        with exporter.server_span(method, span_attributes, traceparent) as span:
            try:
                return await proceed()
            except BaseException as raised:
                status = call.status_name(raised)
                raise
            finally:
                attributes["rpc.response.status_code"] = status
                span.set_attribute("rpc.response.status_code", status)
                if status != _OK:
                    error = reason_of(call.context.trailing_metadata()) or status
                    attributes["error.type"] = error
                    span.set_attribute("error.type", error)
                    if status in _SERVER_ERRORS:
                        fail(span, error)
                exporter.record(RPC_SERVER, time.perf_counter() - began, attributes)

    return interceptor


def client_interceptors(exporter: Exporter) -> Sequence[grpc.aio.ClientInterceptor]:
    """Return the interceptors that record a channel's unary calls and pass the trace on.

    Streams are not intercepted: gRPC would put each of their messages through a queue.
    """
    return (_UnaryUnary(exporter),)


class _ClientCall:
    """One call to a neighbour, in flight."""

    def __init__(self, exporter: Exporter, details: grpc.aio.ClientCallDetails) -> None:
        method: Any = details.method  # bytes, although the stubs say otherwise
        self.method = method.decode()[1:] if isinstance(method, bytes) else method[1:]
        self.attributes: dict[str, str | int] = {
            "rpc.system.name": "grpc",
            "rpc.method": self.method,
        }
        self._exporter = exporter
        self.began = time.perf_counter()

    def end(self, status: str, reason: str = "") -> Attributes:
        """Record its duration and status; return its attributes."""
        self.attributes["rpc.response.status_code"] = status
        if status != _OK:
            self.attributes["error.type"] = reason or status
        self._exporter.record(RPC_CLIENT, time.perf_counter() - self.began, self.attributes)
        return self.attributes


class _UnaryUnary(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter

    async def intercept_unary_unary(
        self,
        continuation: Callable[..., Any],
        client_call_details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        client_call = _ClientCall(self._exporter, client_call_details)
        if f"/{client_call.method}".startswith(INFRASTRUCTURE):
            return await continuation(client_call_details, request)
        with self._exporter.span(
            client_call.method, client_call.attributes, SpanKind.CLIENT
        ) as span:
            try:
                call = await continuation(_with_trace(client_call_details), request)
            except Exception as error:
                # It was never sent.
                client_call.end(grpc.StatusCode.UNKNOWN.name, type(error).__name__)
                raise
            try:
                # Awaited itself, and not its code(): a caller that gives up meanwhile cancels it.
                await call
            except grpc.aio.AioRpcError as error:
                attributes = client_call.end(
                    error.code().name, reason_of(error.trailing_metadata())
                )
                fail(span, str(attributes["error.type"]))
            except asyncio.CancelledError:
                client_call.end(grpc.StatusCode.CANCELLED.name)
                raise
            else:
                client_call.end(_OK)
            # The caller awaits it again, and gets the response or the error.
            return call


def trace_metadata() -> tuple[tuple[str, str], ...]:
    """Return the metadata that joins the callee to the current trace."""
    value = traceparent()
    return ((TRACEPARENT, value),) if value else ()


def _with_trace(details: grpc.aio.ClientCallDetails) -> grpc.aio.ClientCallDetails:
    metadata = grpc.aio.Metadata(*(details.metadata or ()), *trace_metadata())
    return grpc.aio.ClientCallDetails(
        details.method, details.timeout, metadata, details.credentials, details.wait_for_ready
    )
