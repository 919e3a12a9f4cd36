"""Wraps a gRPC handler of any of the four kinds in coroutines.

grpc.aio gives an interceptor four kinds of handler to rebuild by hand; a concern such as logging
needs only a before and an after. A `Scope` is that: it awaits what is inside it, and sees the
handler's exception if there is one. (Async context managers would say the same; nine of them took
one part in fifteen of what a call without work costs.)
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
class Call:
    """One call being served."""

    method: str
    """Full name: /tienda.orders.v1.OrderService/PlaceOrder."""
    metadata: dict[str, str | bytes]
    streaming: bool
    """Whether either side sends more than one message."""
    context: grpc.aio.ServicerContext[Any, Any]
    request: Any = None
    """What is asked; None where several messages come."""
    requests: AsyncIterator[Any] | None = None
    """These, where they do and are answered once, in the end."""

    def ending(self, error: BaseException | None) -> str:
        """Return the name of the status that the call ends with, of what its handler raised."""
        # One that ended well has no code yet here, whatever the stubs say.
        code: grpc.StatusCode | None = self.context.code()
        if code is not None:
            return code.name
        if isinstance(error, (asyncio.CancelledError, GeneratorExit)):
            return grpc.StatusCode.CANCELLED.name
        return (grpc.StatusCode.OK if error is None else grpc.StatusCode.UNKNOWN).name


Inside = Callable[[], Awaitable[Any]]
"""What a scope is around: the next scope, and in the end the handler."""
Scope = Callable[[Call, Inside], Awaitable[Any]]
"""Returns what is inside. Each call is a task of its own: context variables need no taking back."""

INFRASTRUCTURE = ("/grpc.health.", "/grpc.reflection.")
"""How methods begin that are no service's own."""


class ScopeInterceptor(grpc.aio.ServerInterceptor):
    """Runs every call of the services proper inside the scopes; health and reflection pass by."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        """The first is the outermost."""
        self._scopes = scopes
        self._wrapped: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable["grpc.RpcMethodHandler[Any, Any] | None"]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":  # generic in the stubs alone
        """Return the handler, wrapped; a method has one, which is kept."""
        method = handler_call_details.method
        if wrapped := self._wrapped.get(method):
            return wrapped
        handler = await continuation(handler_call_details)
        if handler is None or method.startswith(INFRASTRUCTURE):
            return handler
        self._wrapped[method] = _wrap(handler, method, self._scopes)
        return self._wrapped[method]


def _wrap(handler: Any, method: str, scopes: Sequence[Scope]) -> "grpc.RpcMethodHandler[Any, Any]":
    streaming = handler.request_streaming or handler.response_streaming
    inwards = tuple(reversed(scopes))
    coders = {
        "request_deserializer": handler.request_deserializer,
        "response_serializer": handler.response_serializer,
    }

    def around(context: Any, request: Any, inside: Inside) -> Awaitable[Any]:
        one, many = (None, request) if handler.request_streaming else (request, None)
        metadata = dict(context.invocation_metadata() or ())
        ended = None if handler.response_streaming else many
        call = Call(method, metadata, streaming, context, one, ended)
        for scope in inwards:
            inside = partial(scope, call, inside)
        return inside()

    async def answer_once(request: Any, context: Any) -> Any:
        inner = handler.stream_unary if handler.request_streaming else handler.unary_unary
        return await around(context, request, partial(inner, request, context))

    async def answer_many(request: Any, context: Any) -> None:
        inner = handler.stream_stream if handler.request_streaming else handler.unary_stream

        async def write() -> None:
            async with aclosing(inner(request, context)) as responses:
                async for response in responses:
                    await context.write(response)

        await around(context, request, write)

    if handler.request_streaming and handler.response_streaming:
        return grpc.stream_stream_rpc_method_handler(answer_many, **coders)
    if handler.response_streaming:
        return grpc.unary_stream_rpc_method_handler(answer_many, **coders)
    if handler.request_streaming:
        return grpc.stream_unary_rpc_method_handler(answer_once, **coders)
    return grpc.unary_unary_rpc_method_handler(answer_once, **coders)
