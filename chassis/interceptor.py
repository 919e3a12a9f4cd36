"""Wraps a gRPC handler of any of the four kinds in async context managers.

grpc.aio gives an interceptor four kinds of handler to rebuild by hand; a concern such as logging
needs only a before and an after. A `Scope` is that: it is entered before the handler begins and
left, with the handler's exception if there is one, when it ends.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
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


Scope = Callable[[Call], AbstractAsyncContextManager[None]]

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
        """Answer the handler, wrapped; a method has one, which is kept."""
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
    coders = {
        "request_deserializer": handler.request_deserializer,
        "response_serializer": handler.response_serializer,
    }

    async def enter(stack: AsyncExitStack, context: Any, request: Any) -> None:
        one, many = (None, request) if handler.request_streaming else (request, None)
        metadata = dict(context.invocation_metadata() or ())
        ended = None if handler.response_streaming else many
        call = Call(method, metadata, streaming, context, one, ended)
        for scope in scopes:
            await stack.enter_async_context(scope(call))

    async def answer_once(request: Any, context: Any) -> Any:
        async with AsyncExitStack() as stack:
            await enter(stack, context, request)
            inner = handler.stream_unary if handler.request_streaming else handler.unary_unary
            return await inner(request, context)

    async def answer_many(request: Any, context: Any) -> AsyncIterator[Any]:
        async with AsyncExitStack() as stack:
            await enter(stack, context, request)
            inner = handler.stream_stream if handler.request_streaming else handler.unary_stream
            async for response in inner(request, context):
                yield response

    if handler.request_streaming and handler.response_streaming:
        return grpc.stream_stream_rpc_method_handler(answer_many, **coders)
    if handler.response_streaming:
        return grpc.unary_stream_rpc_method_handler(answer_many, **coders)
    if handler.request_streaming:
        return grpc.stream_unary_rpc_method_handler(answer_once, **coders)
    return grpc.unary_unary_rpc_method_handler(answer_once, **coders)
