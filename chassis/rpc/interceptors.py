"""What happens around every call: request id, access log, errors, room, deadline, identity."""

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
from chassis.interceptor_base import Call, Inside, Scope
from chassis.request_context import Caller, Role
from chassis.rpc.concurrency_limit import Room

REQUEST_ID_KEY = "x-request-id"
CLIENT_ADDRESS_KEY = "x-client-address"
DEFAULT_DEADLINE = 10.0
"""Seconds, for a caller that set none (an operator's grpcurl)."""
MIN_TIME_LEFT = 0.005
"""Seconds; with less left the call is refused, so that the inner failure is the one reported."""
HEARD_OUT = 5.0
"""Seconds in which the rest of a stream is taken before it is refused."""

_REFUSALS = {Kind.UNAUTHENTICATED, Kind.FORBIDDEN}
_SAFE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_log = logging.getLogger("tienda.access")
_faults = logging.getLogger("tienda.faults")


async def with_request_id(call: Call, inside: Inside) -> Any:
    """Take the caller's request id, or make one."""
    given = call.metadata.get(REQUEST_ID_KEY, "")
    good = isinstance(given, str) and _SAFE_ID.fullmatch(given)
    request_context.request_id.set(str(given) if good else str(new_id()))
    return await inside()


async def with_client_address(call: Call, inside: Inside) -> Any:
    """Take the address of the shopper's that the edge found; only neighbours can call here."""
    request_context.client_address.set(_address(call.metadata.get(CLIENT_ADDRESS_KEY, "")))
    return await inside()


@functools.lru_cache(maxsize=1024)
def _address(given: str | bytes) -> str:
    try:
        return str(ip_address(str(given)))
    except ValueError:
        return ""


async def with_access_log(call: Call, inside: Inside) -> Any:
    """Log each call once, when it has ended: method, status, milliseconds."""
    began = time.perf_counter()
    error: BaseException | None = None
    try:
        return await inside()
    except BaseException as raised:
        error = raised
        raise
    finally:
        took = round((time.perf_counter() - began) * 1000, 2)
        _log.info("call", extra={"method": call.method, "status": call.ending(error), "ms": took})


def with_errors(service: str) -> Scope:
    """Turn what a handler raises into a status; what is unforeseen stays in the log alone."""

    async def scope(call: Call, inside: Inside) -> Any:
        try:
            return await inside()
        except grpc.aio.AbortError:
            # An Exception too, and spent already: the status is set.
            raise
        except DomainError as error:
            if error.kind in (Kind.INTERNAL, Kind.UNAVAILABLE):
                about = {"method": call.method, "reason": error.reason, "told": error.message}
                _faults.warning("refused", extra=about)
            await _abort(call, error, service)
        except TimeoutError:
            await _abort(call, DomainError("deadline passed", kind=Kind.TOO_LATE), service)
        except Exception:  # noqa: BLE001 (the boundary: nothing past it may carry a traceback)
            _faults.exception("unforeseen", extra={"method": call.method})
            await _abort(call, DomainError("internal error"), service)

    return scope


def with_room(room: Room) -> Scope:
    """Refuse what comes while the room is full."""

    async def scope(_: Call, inside: Inside) -> Any:
        with room.taken():
            return await inside()

    return scope


async def _abort(call: Call, error: DomainError, service: str) -> NoReturn:
    status = to_status(error, service)
    trailer = ((DETAILS_KEY, status.SerializeToString()),)
    if call.requests is not None:
        await _hear_out(call.requests)
    await call.context.abort(code_of(error), status.message, trailer)


async def _hear_out(requests: AsyncIterator[object]) -> None:
    # Who is refused while still sending may learn no more than that sending failed: in grpc.aio
    # whichever is noticed first counts.
    try:
        async with asyncio.timeout(HEARD_OUT):
            async for _ in requests:
                pass
    except TimeoutError:
        pass


def with_identity(verify: Callable[[str], Awaitable[Caller]]) -> Scope:
    """Find out who calls from "authorization: Bearer …"; a call without it is a guest's.

    `verify` answers the caller of an access token or raises UNAUTHENTICATED.
    """

    async def scope(call: Call, inside: Inside) -> Any:
        header = call.metadata.get("authorization", "")
        if not header:
            return await inside()
        scheme, _, access_token = str(header).partition(" ")
        if scheme.lower() != "bearer":
            raise DomainError(
                "Bearer is the scheme here", kind=Kind.UNAUTHENTICATED, reason="TOKEN_INVALID"
            )
        try:
            found = await verify(access_token)
        except DomainError as error:
            if error.kind is Kind.UNAUTHENTICATED:
                about = {"method": call.method, "reason": error.reason}
                audit_log.note("token refused", account=None, **about)
            raise
        request_context.caller.set(found)
        request_context.access_token.set(access_token)
        return await inside()

    return scope


def with_audit(reads: Collection[str]) -> Scope:
    """Note what admins change and what is refused to whom; `reads` are methods that change nothing.

    Who is a guest, and is asked to sign in, has done nothing yet.
    """

    async def scope(call: Call, inside: Inside) -> Any:
        who = request_context.caller.get()
        changes = who.role is Role.ADMIN and not who.is_guest and call.method not in reads

        def note(what: str, **more: str) -> None:
            ids = audit_log.ids_in(call.request)
            audit_log.note(what, account=who.account_id, method=call.method, ids=ids, **more)

        try:
            answer = await inside()
        except DomainError as error:
            if error.kind in _REFUSALS and not who.is_guest:
                note("refused", reason=error.reason)
            raise
        except asyncio.CancelledError:
            # Nobody waits for the answer any more, but what was committed stays.
            if changes:
                note("admin change", outcome="unknown")
            raise
        if changes:
            note("admin change")
        return answer

    return scope


async def with_deadline(call: Call, inside: Inside) -> Any:
    """Stop work when the caller has stopped waiting; a stream may take as long as it needs."""
    remaining: float | None = call.context.time_remaining()  # None: the caller set none
    if remaining is None:
        remaining = None if call.streaming else DEFAULT_DEADLINE
    elif remaining < MIN_TIME_LEFT:
        raise DomainError("too little time left", kind=Kind.TOO_LATE)
    async with asyncio.timeout(remaining) as limit:
        request_context.deadline.set(limit.when())
        return await inside()
