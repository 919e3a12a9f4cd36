"""Calls to a neighbour: a channel with a circuit breaker, deadlines, and retries where safe."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

import grpc
import grpc.aio
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions

from chassis import request_context, telemetry
from chassis.errors import DomainError, Kind, Unavailable
from chassis.grpc_status import from_rpc_error, is_from_server
from chassis.rpc.breaker_channel import CircuitBreakerChannel
from chassis.rpc.circuit_breaker import CircuitBreaker
from chassis.rpc.interceptors import BATCHED_REQUEST_IDS_KEY, CLIENT_ADDRESS_KEY, REQUEST_ID_KEY

Request = TypeVar("Request")
Response = TypeVar("Response")

_RETRY = {
    "maxAttempts": 2,
    "initialBackoff": "0.1s",  # gRPC adds jitter by itself
    "maxBackoff": "0.5s",
    "backoffMultiplier": 3,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
_BUDGET = {"maxTokens": 20, "tokenRatio": 0.1}
"""gRPC's retry throttling: a failure costs a token, a response earns a tenth of one, and below half
of the tokens nothing is retried. In the long run that is at most one retry for ten responses."""
NOT_RETRIED: Sequence[ServiceDescriptor] = ()
"""For clients that are services themselves: their callers retry, and one layer is enough."""


def connect(
    target: str, retried: Sequence[ServiceDescriptor], *, tls: bool = False
) -> grpc.aio.Channel:
    """Return a channel to `target` ("host:port"), which connects when it is first used.

    Methods of the `retried` services whose `idempotency_level` allows it are retried once when the
    neighbour is unavailable, within a budget. While its circuit is open, calls fail at once with
    CircuitOpen. Of several addresses ("10.0.0.1:50051,10.0.0.2:50051") each gets its share of
    calls as long as its health service says SERVING.
    """
    config = _service_config(retried)
    if "," in target:
        # Behind a load balancer there is one address: it checks health itself.
        config["healthCheckConfig"] = {"serviceName": ""}
    options = [
        ("grpc.service_config", json.dumps(config)),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 5_000),
        ("grpc.initial_reconnect_backoff_ms", 100),
        # In a rolling deployment, find a renewed server before the next one is stopped.
        ("grpc.max_reconnect_backoff_ms", 1_000),
        # An HTTP proxy in the environment is never meant for calls to a neighbour.
        ("grpc.enable_http_proxy", 0),
    ]
    interceptors = telemetry.client_interceptors()
    address, credentials = _resolved(target), grpc.ssl_channel_credentials() if tls else None
    channel = (
        grpc.aio.secure_channel(address, credentials, options, interceptors=interceptors)
        if credentials
        else grpc.aio.insecure_channel(address, options, interceptors=interceptors)
    )
    return CircuitBreakerChannel(channel, CircuitBreaker(target))


def _resolved(target: str) -> str:
    """Return several addresses, all IPv4 or all IPv6, in the form that gRPC resolves."""
    if "," not in target:
        return target
    return f"ipv6:{target}" if "[" in target else f"ipv4:{target}"


def _service_config(services: Sequence[ServiceDescriptor]) -> dict[str, Any]:
    repeatable = [
        {"service": service.full_name, "method": method.name}
        for service in services
        for method in service.methods
        if method.GetOptions().idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN
    ]
    retry = [{"name": repeatable, "retryPolicy": _RETRY}] if repeatable else []
    return {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": retry,
        "retryThrottling": _BUDGET,
    }


async def call(
    method: grpc.aio.UnaryUnaryMultiCallable[Request, Response],
    request: Request,
    *,
    timeout: float,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
    as_caller: bool = True,
) -> Response:
    """Call a neighbour and return its response.

    `timeout` is in seconds, and is cut to the deadline of the call being served. Pass on the
    request's id and, with `as_caller`, the caller's access token. Raise the DomainError that the
    neighbour raised.
    """
    metadata = onward_metadata(as_caller=as_caller)
    try:
        return await method(request, timeout=_time_left(timeout), metadata=metadata)
    except grpc.aio.AioRpcError as error:
        raise from_rpc_error(error) from None


async def send(
    method: grpc.aio.StreamUnaryMultiCallable[Request, Response],
    requests: AsyncIterator[Request],
    *,
    timeout: float,  # noqa: ASYNC109 (as above)
) -> Response:
    """Call a neighbour with a stream of requests, and return its response.

    As `call`, but stop reading `requests` once the neighbour has responded. Cancel the call and
    raise what `requests` raises.
    """
    metadata = (*onward_metadata(), *telemetry.trace_metadata())
    stream = method(timeout=_time_left(timeout), metadata=metadata)
    try:
        async for request in requests:
            await stream.write(request)
        await stream.done_writing()
    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
        pass  # the call has ended already; awaiting it raises the reason
    except BaseException:
        stream.cancel()
        raise
    try:
        return await stream
    except grpc.aio.AioRpcError as error:
        raise from_stream_error(error) from None


def from_stream_error(error: grpc.aio.AioRpcError) -> DomainError:
    """Return the error for a failed call with a stream of requests."""
    domain_error = from_rpc_error(error)
    if domain_error.kind is Kind.INTERNAL and not is_from_server(error):
        # Sending was cut short: the neighbour ended, or its response was lost.
        return Unavailable("the stream was cut short")
    return domain_error


def onward_metadata(*, as_caller: bool = True) -> tuple[tuple[str, str], ...]:
    """Return the metadata of an onward call: request ids, client address and access token."""
    pairs = [
        (REQUEST_ID_KEY, request_context.request_id.get()),
        (BATCHED_REQUEST_IDS_KEY, ",".join(request_context.batched_request_ids.get())),
        (CLIENT_ADDRESS_KEY, request_context.client_address.get()),
    ]
    if as_caller and (token := request_context.access_token.get()):
        pairs.append(("authorization", f"Bearer {token}"))
    return tuple((key, value) for key, value in pairs if value)


def _time_left(timeout: float) -> float:
    deadline = request_context.deadline.get()
    if deadline is None:
        return timeout
    return max(0.0, min(timeout, deadline - asyncio.get_running_loop().time()))
