"""Calls to a neighbour: one channel each, with deadline, a retry where it is safe, a circuit."""

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
from chassis.grpc_status import from_rpc_error, is_told
from chassis.rpc.breaker_channel import WatchedChannel
from chassis.rpc.circuit_breaker import Circuit
from chassis.rpc.interceptors import CLIENT_ADDRESS_KEY, REQUEST_ID_KEY

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
"""A failure takes a token, an answer brings a tenth of one, and below half of them nothing is tried
again: a few failures at once are, but in the long run no more than a tenth as many as answers."""
NOT_RETRIED: Sequence[ServiceDescriptor] = ()
"""For a service in the middle of a call: who called it tries again, and at one layer is enough."""


def connect(
    target: str, retried: Sequence[ServiceDescriptor], *, tls: bool = False
) -> grpc.aio.Channel:
    """Open a channel to `target` ("host:port"); it connects by itself when first used.

    Methods of the `retried` services whose `idempotency_level` says that they may be repeated are
    tried once more when the neighbour is unavailable, within a budget. While it does not answer at
    all, calls fail at once with CircuitOpen. Of several addresses ("10.0.0.1:50051,10.0.0.2:50051")
    each gets its share of calls as long as it says that it is SERVING.
    """
    config = _service_config(retried)
    if "," in target:
        # Not so behind a load balancer: that looks itself, and would pass the question to anyone.
        config["healthCheckConfig"] = {"serviceName": ""}
    options = [
        ("grpc.service_config", json.dumps(config)),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 5_000),
        ("grpc.initial_reconnect_backoff_ms", 100),
        # One that is back is found before the other is stopped, when all are renewed in turn.
        ("grpc.max_reconnect_backoff_ms", 1_000),
        # A proxy for the outside world is never meant for a neighbour.
        ("grpc.enable_http_proxy", 0),
    ]
    interceptors = telemetry.interceptors()
    address, credentials = _resolved(target), grpc.ssl_channel_credentials() if tls else None
    channel = (
        grpc.aio.secure_channel(address, credentials, options, interceptors=interceptors)
        if credentials
        else grpc.aio.insecure_channel(address, options, interceptors=interceptors)
    )
    return WatchedChannel(channel, Circuit(target))


def _resolved(target: str) -> str:
    """Write several addresses as gRPC's name resolution takes them: IP addresses of one family."""
    if "," not in target:
        return target
    return f"ipv6:{target}" if "[" in target else f"ipv4:{target}"


def _service_config(services: Sequence[ServiceDescriptor]) -> dict[str, Any]:
    safe = [
        {"service": service.full_name, "method": method.name}
        for service in services
        for method in service.methods
        if method.GetOptions().idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN
    ]
    retry = [{"name": safe, "retryPolicy": _RETRY}] if safe else []
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
    """Call a neighbour and answer what it answers.

    `timeout` is in seconds and never reaches past the deadline of the call being served. The
    request's id goes along and, with `as_caller`, the caller's token. Raise the DomainError that
    the neighbour raised.
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
    """Call a neighbour with a stream of requests, as `call` does with one.

    Once the neighbour has answered, no more requests are taken. Raise also what `requests` raises;
    the call ends with it.
    """
    metadata = (*onward_metadata(), *telemetry.parent())
    stream = method(timeout=_time_left(timeout), metadata=metadata)
    try:
        async for request in requests:
            await stream.write(request)
        await stream.done_writing()
    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
        pass  # it is over already; how, is told below
    except BaseException:
        stream.cancel()
        raise
    try:
        return await stream
    except grpc.aio.AioRpcError as error:
        raise from_stream_error(error) from None


def from_stream_error(error: grpc.aio.AioRpcError) -> DomainError:
    """Return what a call means that failed while requests were sent."""
    refused = from_rpc_error(error)
    if refused.kind is Kind.INTERNAL and not is_told(error):
        # Sending was cut short, by an answer that was not heard or by the end of the neighbour.
        return Unavailable("the stream was cut short")
    return refused


def onward_metadata(*, as_caller: bool = True) -> tuple[tuple[str, str], ...]:
    """Return what goes along with an onward call: request id, address, and access token."""
    pairs = [
        (REQUEST_ID_KEY, request_context.request_id.get()),
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
