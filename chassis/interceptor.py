"""Wraps a gRPC handler of any of the four kinds in one async context manager.

grpc.aio gives an interceptor four kinds of handler to rebuild by hand; a concern such as logging
needs only a before and an after. A `Scope` is that: it is entered before the handler begins and
left, with the handler's exception if there is one, when it ends.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
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


Scope = Callable[[Call], AbstractAsyncContextManager[None]]

_INFRASTRUCTURE = ("/grpc.health.", "/grpc.reflection.")


class ScopeInterceptor(grpc.aio.ServerInterceptor):
    """Runs every call of the services proper inside the scope; health and reflection pass by."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable["grpc.RpcMethodHandler[Any, Any] | None"]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":  # generic in the stubs alone
        """Answer the handler, wrapped."""
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(_INFRASTRUCTURE):
            return handler
        metadata = dict(handler_call_details.invocation_metadata or ())
        return _wrap(handler, method, metadata, self._scope)


def _wrap(
    handler: Any, method: str, metadata: dict[str, str | bytes], scope: Scope
) -> "grpc.RpcMethodHandler[Any, Any]":
    streaming = handler.request_streaming or handler.response_streaming
    coders = {
        "request_deserializer": handler.request_deserializer,
        "response_serializer": handler.response_serializer,
    }

    async def answer_once(request: Any, context: Any) -> Any:
        async with scope(Call(method, metadata, streaming, context)):
            inner = handler.stream_unary if handler.request_streaming else handler.unary_unary
            return await inner(request, context)

    async def answer_many(request: Any, context: Any) -> AsyncIterator[Any]:
        async with scope(Call(method, metadata, streaming, context)):
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
