"""A chain of interceptors around gRPC handlers of all four kinds.

An interceptor of grpc.aio must rebuild each of the four kinds of handler, although a concern such
as logging only runs code before and after the call. An `Interceptor` here is one coroutine
function: it awaits the next one, and sees the handler's exception if there is one. (Nine async
context managers would do the same, but add one fifteenth to the cost of an empty call.)
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

import grpc
import grpc.aio


@dataclass(frozen=True, slots=True)
class ServerCall:
    """One call being served."""

    method: str
    """Full name: /tienda.orders.v1.OrderService/PlaceOrder."""
    metadata: dict[str, str | bytes]
    streaming: bool
    """Whether either side sends more than one message."""
    context: grpc.aio.ServicerContext[Any, Any]
    request: Any = None
    """The request message; None for a stream of them."""
    requests: AsyncIterator[Any] | None = None
    """The stream of requests, where one response follows it; None for any other method."""

    def status_name(self, error: BaseException | None) -> str:
        """Return the name of the status that the call ends with, after its handler raised `error`.

        With None the handler returned.
        """
        # A successful call has no code yet, although the stubs say otherwise.
        code: grpc.StatusCode | None = self.context.code()
        if code is not None:
            return code.name
        if isinstance(error, (asyncio.CancelledError, GeneratorExit)):
            return grpc.StatusCode.CANCELLED.name
        return (grpc.StatusCode.OK if error is None else grpc.StatusCode.UNKNOWN).name


Continuation = Callable[[], Awaitable[Any]]
"""Runs the rest of the chain: the next interceptor, and in the end the handler."""
Interceptor = Callable[[ServerCall, Continuation], Awaitable[Any]]
"""Returns what its continuation returns.

Each call is a task of its own: context variables that an interceptor sets need no reset.
"""

INFRASTRUCTURE = ("/grpc.health.", "/grpc.reflection.")
"""Prefixes of the methods that the store does not define."""


class InterceptorChain(grpc.aio.ServerInterceptor):
    """Runs every call inside the interceptors, except health checks and reflection."""

    def __init__(self, interceptors: Sequence[Interceptor]) -> None:
        """Chain the interceptors; the first is the outermost."""
        self._interceptors = interceptors
        self._wrapped: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable["grpc.RpcMethodHandler[Any, Any] | None"]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":  # generic in the stubs alone
        """Return the method's handler, wrapped once and then kept."""
        method = handler_call_details.method
        if wrapped := self._wrapped.get(method):
            return wrapped
        handler = await continuation(handler_call_details)
        if handler is None or method.startswith(INFRASTRUCTURE):
            return handler
        self._wrapped[method] = _wrap(handler, method, self._interceptors)
        return self._wrapped[method]


def _wrap(
    handler: Any, method: str, interceptors: Sequence[Interceptor]
) -> "grpc.RpcMethodHandler[Any, Any]":
    streaming = handler.request_streaming or handler.response_streaming
    innermost_first = tuple(reversed(interceptors))
    coders = {
        "request_deserializer": handler.request_deserializer,
        "response_serializer": handler.response_serializer,
    }

    def intercepted(context: Any, request: Any, proceed: Continuation) -> Awaitable[Any]:
        message, stream = (None, request) if handler.request_streaming else (request, None)
        metadata = dict(context.invocation_metadata() or ())
        drainable = None if handler.response_streaming else stream
        call = ServerCall(method, metadata, streaming, context, message, drainable)
        for interceptor in innermost_first:
            proceed = partial(interceptor, call, proceed)
        return proceed()

    async def respond_once(request: Any, context: Any) -> Any:
        behavior = handler.stream_unary if handler.request_streaming else handler.unary_unary
        return await intercepted(context, request, partial(behavior, request, context))

    async def respond_with_stream(request: Any, context: Any) -> None:
        behavior = handler.stream_stream if handler.request_streaming else handler.unary_stream

        async def write() -> None:
            async with aclosing(behavior(request, context)) as responses:
                async for response in responses:
                    await context.write(response)

        await intercepted(context, request, write)

    if handler.request_streaming and handler.response_streaming:
        return grpc.stream_stream_rpc_method_handler(respond_with_stream, **coders)
    if handler.response_streaming:
        return grpc.unary_stream_rpc_method_handler(respond_with_stream, **coders)
    if handler.request_streaming:
        return grpc.stream_unary_rpc_method_handler(respond_once, **coders)
    return grpc.unary_unary_rpc_method_handler(respond_once, **coders)
