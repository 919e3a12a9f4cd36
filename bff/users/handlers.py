"""Accounts and sessions."""

import logging
from typing import Any

from bff.clients.clients import LOG_IN, READ
from bff.errors.problems import Problem, from_domain
from bff.http.cookies import TOKEN
from bff.http.endpoint import Answer, Call
from bff.schemas import Query
from bff.users import convert
from bff.users.schemas import Credentials, NewUser, UserChange
from chassis import grpc_client
from chassis import request_context as current
from chassis.errors import DomainError
from tienda.orders.v1 import cart_service_pb2
from tienda.users.v1 import session_service_pb2, user_service_pb2

_log = logging.getLogger("tienda.sessions")


async def create_user(call: Call[Query, NewUser]) -> Answer:
    """Open an account and sign its owner in."""
    request = convert.create_request(call.body, call.language)
    await grpc_client.call(call.neighbours.users.CreateUser, request, timeout=LOG_IN)
    return await _sign_in(call, call.body.email, call.body.password)


async def create_session(call: Call[Query, Credentials]) -> Answer:
    """Sign in."""
    return await _sign_in(call, call.body.email, call.body.password)


async def refresh_session(call: Call[Query, None]) -> Answer:
    """Renew the session. One that is over is taken from the browser."""
    refresh_token = call.cookies.refresh_token
    if not refresh_token:
        raise Problem("session-over")
    request = session_service_pb2.RefreshSessionRequest(refresh_token=refresh_token)
    try:
        answer = await grpc_client.call(
            call.neighbours.sessions.RefreshSession, request, timeout=READ
        )
    except DomainError as error:
        problem = from_domain(error)
        if problem.reason == "session-over":
            call.cookies.drop_session()
        raise problem from error
    call.cookies.keep_session(answer.tokens)
    return Answer(convert.user(answer.user))


async def delete_session(call: Call[Query, None]) -> Answer:
    """Sign out: by the token that renews or, where that is not to be had, by the other."""
    request = session_service_pb2.DeleteSessionRequest(refresh_token=call.cookies.refresh_token)
    try:
        if request.refresh_token:
            await grpc_client.call(call.neighbours.sessions.DeleteSession, request, timeout=READ)
        elif token := _access_token_of(call):
            await _end_session_of(call, token)
    except DomainError as error:
        # The browser forgets its tokens all the same: nobody else knows the one that renews,
        # and the other runs out by itself.
        _log.warning("session not ended", extra={"reason": error.reason})
    call.cookies.drop_session()
    return Answer()


async def get_user(call: Call[Query, None]) -> Answer:
    """Return who is signed in."""
    request = user_service_pb2.GetUserRequest()
    answer = await grpc_client.call(call.neighbours.users.GetUser, request, timeout=READ)
    return Answer(convert.user(answer.user))


async def change_user(call: Call[Query, UserChange]) -> Answer:
    """Change what is given of the account."""
    request = convert.update_request(call.body)
    answer = await grpc_client.call(call.neighbours.users.UpdateUser, request, timeout=READ)
    return Answer(convert.user(answer.user))


async def delete_user(call: Call[Query, None]) -> Answer:
    """Close the account."""
    request = user_service_pb2.DeleteUserRequest()
    await grpc_client.call(call.neighbours.users.DeleteUser, request, timeout=READ)
    call.cookies.drop_session()
    return Answer()


def _access_token_of(call: Call[Any, Any]) -> str:
    scheme, _, token = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and TOKEN.fullmatch(token):
        return token
    return call.cookies.access_token


async def _end_session_of(call: Call[Any, Any], access_token: str) -> None:
    current.access_token.set(access_token)
    listed = await grpc_client.call(
        call.neighbours.sessions.ListSessions,
        session_service_pb2.ListSessionsRequest(),
        timeout=READ,
    )
    for session in listed.sessions:
        if session.current:
            end = session_service_pb2.EndSessionRequest(id=session.id)
            await grpc_client.call(call.neighbours.sessions.EndSession, end, timeout=READ)


async def _sign_in(call: Call[Any, Any], email: str, password: str) -> Answer:
    # What no proto takes, half a character, is shown as such.
    device = call.headers.get("User-Agent", "").encode(errors="replace").decode()
    request = session_service_pb2.CreateSessionRequest(
        email=email, password=password, device=device
    )
    answer = await grpc_client.call(call.neighbours.sessions.CreateSession, request, timeout=LOG_IN)
    call.cookies.keep_session(answer.tokens)
    if call.cookies.cart_token:
        await _take_cart_along(call, answer.tokens.access_token)
    return Answer(convert.user(answer.user))


async def _take_cart_along(call: Call[Any, Any], access_token: str) -> None:
    """Pour the guest's cart into the customer's; signing in does not fail if that does."""
    request = cart_service_pb2.MergeCartRequest(
        cart_token=call.cookies.cart_token, language=call.language
    )
    current.access_token.set(access_token)
    try:
        await grpc_client.call(call.neighbours.carts.MergeCart, request, timeout=READ)
    except DomainError as error:
        # The cookie stays, so that the next log-in tries again.
        _log.warning("cart not merged", extra={"reason": error.reason})
    else:
        call.cookies.drop_cart()
