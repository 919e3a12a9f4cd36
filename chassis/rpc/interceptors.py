"""The interceptors of every gRPC server.

Request id, client address, access log, errors, concurrency limit, deadline, identity, audit.
"""

import asyncio
import functools
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from ipaddress import ip_address
from typing import Any, NoReturn

import grpc
import grpc.aio

from chassis import audit_log, request_context
from chassis.errors import DomainError, Kind
from chassis.grpc_status import DETAILS_KEY, code_of, to_status
from chassis.ids import new_id
from chassis.interceptor_chain import Continuation, Interceptor, ServerCall
from chassis.request_context import Caller, Role
from chassis.rpc.concurrency_limit import ConcurrencyLimit

REQUEST_ID_KEY = "x-request-id"
BATCHED_REQUEST_IDS_KEY = "x-batched-request-ids"
"""All requests that a call serves, divided by commas, where it serves several."""
CLIENT_ADDRESS_KEY = "x-client-address"
DEFAULT_DEADLINE = 10.0
"""Seconds, for a caller that sets no deadline, such as an operator's grpcurl."""
MIN_TIME_LEFT = 0.005
"""Seconds; a call with less left is rejected, so that the inner failure is the one reported."""
DRAIN_TIMEOUT = 5.0
"""Seconds in which the rest of a stream is read before the call is aborted."""

_REFUSALS = {Kind.UNAUTHENTICATED, Kind.FORBIDDEN}
_SAFE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_log = logging.getLogger("tienda.access")
_faults = logging.getLogger("tienda.faults")


async def with_request_id(call: ServerCall, proceed: Continuation) -> Any:
    """Set the request id: the caller's, or a new one. Set those of all that the call serves."""
    sent = call.metadata.get(REQUEST_ID_KEY, "")
    is_safe = isinstance(sent, str) and _SAFE_ID.fullmatch(sent)
    request_context.request_id.set(str(sent) if is_safe else str(new_id()))
    if batched := call.metadata.get(BATCHED_REQUEST_IDS_KEY):
        ids = (each for each in str(batched).split(",") if _SAFE_ID.fullmatch(each))
        request_context.batched_request_ids.set(tuple(ids))
    return await proceed()


async def with_client_address(call: ServerCall, proceed: Continuation) -> Any:
    """Set the shopper's IP address: only neighbours, which are trusted, can call here."""
    request_context.client_address.set(_address(call.metadata.get(CLIENT_ADDRESS_KEY, "")))
    return await proceed()


@functools.lru_cache(maxsize=1024)
def _address(text: str | bytes) -> str:
    try:
        return str(ip_address(str(text)))
    except ValueError:
        return ""


async def with_access_log(call: ServerCall, proceed: Continuation) -> Any:
    """Log each call once, when it has ended: method, status, milliseconds."""
    began = time.perf_counter()
    error: BaseException | None = None
    try:
        return await proceed()
    except BaseException as raised:
        error = raised
        raise
    finally:
        elapsed = round((time.perf_counter() - began) * 1000, 2)
        status = call.status_name(error)
        extra = {"method": call.method, "status": status, "ms": elapsed}
        if ids := request_context.batched_request_ids.get():
            extra["request_ids"] = ids
        _log.info("call", extra=extra)


def with_errors(service: str) -> Interceptor:
    """Turn exceptions into statuses. The text of an unforeseen one is logged and never sent."""

    async def interceptor(call: ServerCall, proceed: Continuation) -> Any:
        try:
            return await proceed()
        except grpc.aio.AbortError:
            # An Exception as well, but the status is set already.
            raise
        except DomainError as error:
            if error.kind in (Kind.INTERNAL, Kind.UNAVAILABLE):
                details = {"method": call.method, "reason": error.reason, "detail": error.message}
                _faults.warning("refused", extra=details)
            await _abort(call, error, service)
        except TimeoutError:
            await _abort(call, DomainError("deadline passed", kind=Kind.TOO_LATE), service)
        except Exception:  # noqa: BLE001 (the boundary: no traceback may leave it)
            _faults.exception("unforeseen", extra={"method": call.method})
            await _abort(call, DomainError("internal error"), service)

    return interceptor


def with_concurrency_limit(limit: ConcurrencyLimit) -> Interceptor:
    """Reject calls with BUSY while the limit is reached."""

    async def interceptor(_: ServerCall, proceed: Continuation) -> Any:
        with limit.slot():
            return await proceed()

    return interceptor


async def _abort(call: ServerCall, error: DomainError, service: str) -> NoReturn:
    status = to_status(error, service)
    trailer = ((DETAILS_KEY, status.SerializeToString()),)
    if call.requests is not None:
        await _drain(call.requests)
    await call.context.abort(code_of(error), status.message, trailer)


async def _drain(requests: AsyncIterator[object]) -> None:
    # A caller that is still sending might learn only that sending failed: grpc.aio reports
    # whichever it notices first.
    try:
        async with asyncio.timeout(DRAIN_TIMEOUT):
            async for _ in requests:
                pass
    except TimeoutError:
        pass


def with_identity(verify: Callable[[str], Awaitable[Caller]]) -> Interceptor:
    """Set the caller from "authorization: Bearer …"; a call without it is a guest's.

    `verify` returns the caller of an access token, or raises UNAUTHENTICATED.
    """

    async def interceptor(call: ServerCall, proceed: Continuation) -> Any:
        header = call.metadata.get("authorization", "")
        if not header:
            return await proceed()
        scheme, _, access_token = str(header).partition(" ")
        if scheme.lower() != "bearer":
            raise DomainError(
                "the scheme must be Bearer", kind=Kind.UNAUTHENTICATED, reason="TOKEN_INVALID"
            )
        try:
            caller = await verify(access_token)
        except DomainError as error:
            if error.kind is Kind.UNAUTHENTICATED:
                details = {"method": call.method, "reason": error.reason}
                audit_log.record("token refused", account=None, **details)
            raise
        request_context.caller.set(caller)
        request_context.access_token.set(access_token)
        return await proceed()

    return interceptor


def with_audit(read_only: Collection[str]) -> Interceptor:
    """Record admins' changes, and refusals to signed-in callers, in the audit log.

    `read_only` are the methods that change nothing. A guest's refusal is not recorded: it only
    means that signing in is required.
    """

    async def interceptor(call: ServerCall, proceed: Continuation) -> Any:
        caller = request_context.caller.get()
        changes = caller.role is Role.ADMIN and not caller.is_guest and call.method not in read_only

        def record(event: str, **details: str) -> None:
            ids = audit_log.ids_in(call.request)
            audit_log.record(
                event, account=caller.account_id, method=call.method, ids=ids, **details
            )

        try:
            response = await proceed()
        except DomainError as error:
            if error.kind in _REFUSALS and not caller.is_guest:
                record("refused", reason=error.reason)
            raise
        except asyncio.CancelledError:
            # The caller has gone, but the change may have been committed.
            if changes:
                record("admin change", outcome="unknown")
            raise
        if changes:
            record("admin change")
        return response

    return interceptor


async def with_deadline(call: ServerCall, proceed: Continuation) -> Any:
    """Cancel the work at the caller's deadline; a stream without one has no limit."""
    remaining: float | None = call.context.time_remaining()  # None: the caller set none
    if remaining is None:
        remaining = None if call.streaming else DEFAULT_DEADLINE
    elif remaining < MIN_TIME_LEFT:
        raise DomainError("too little time left", kind=Kind.TOO_LATE)
    async with asyncio.timeout(remaining) as timeout:
        request_context.deadline.set(timeout.when())
        return await proceed()
