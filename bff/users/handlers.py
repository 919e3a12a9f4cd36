"""Handlers of accounts, and of the session of this browser."""

import logging
from typing import Any

from bff.clients.clients import DEFAULT_TIMEOUT, PASSWORD_HASH_TIMEOUT
from bff.errors.problems import FieldError, Problem, from_domain
from bff.http.cookies import TOKEN_PATTERN
from bff.http.endpoint import Request, Response
from bff.schemas import Query
from bff.users import convert
from bff.users.schemas import AccountClosure, Credentials, NewUser, UserChange
from chassis import request_context
from chassis.errors import DomainError
from chassis.rpc import grpc_client
from chassis.violations import Code
from tienda.orders.v1 import cart_service_pb2
from tienda.users.v1 import session_service_pb2, user_service_pb2

_log = logging.getLogger("tienda.sessions")


async def create_user(request: Request[Query, NewUser]) -> Response:
    """Create an account and sign in to it."""
    message = convert.create_user_request(request.body, request.language)
    await grpc_client.call(request.clients.users.CreateUser, message, timeout=PASSWORD_HASH_TIMEOUT)
    return await _sign_in(request, request.body.email, request.body.password)


async def create_session(request: Request[Query, Credentials]) -> Response:
    """Sign in."""
    return await _sign_in(request, request.body.email, request.body.password)


async def refresh_session(request: Request[Query, None]) -> Response:
    """Renew the session; delete the cookies of one that is over."""
    refresh_token = request.cookies.refresh_token
    if not refresh_token:
        raise Problem("session-over")
    message = session_service_pb2.RefreshSessionRequest(refresh_token=refresh_token)
    try:
        reply = await grpc_client.call(
            request.clients.sessions.RefreshSession, message, timeout=DEFAULT_TIMEOUT
        )
    except DomainError as error:
        problem = from_domain(error)
        if problem.reason == "session-over":
            request.cookies.clear_session()
        raise problem from error
    request.cookies.set_session(reply.tokens)
    return Response(convert.user(reply.user))


async def delete_session(request: Request[Query, None]) -> Response:
    """Sign out: end the session by its refresh token or, without one, by its access token."""
    message = session_service_pb2.DeleteSessionRequest(refresh_token=request.cookies.refresh_token)
    try:
        if message.refresh_token:
            await grpc_client.call(
                request.clients.sessions.DeleteSession, message, timeout=DEFAULT_TIMEOUT
            )
        elif token := _access_token(request):
            await _end_current_session(request, token)
    except DomainError as error:
        # The browser's tokens are deleted all the same: nobody else has the refresh token, and the
        # access token expires soon.
        _log.warning("session not ended", extra={"reason": error.reason})
    request.cookies.clear_session()
    return Response()


async def get_user(request: Request[Query, None]) -> Response:
    """Return the account of the customer."""
    message = user_service_pb2.GetUserRequest()
    reply = await grpc_client.call(request.clients.users.GetUser, message, timeout=DEFAULT_TIMEOUT)
    return Response(convert.user(reply.user))


async def change_user(request: Request[Query, UserChange]) -> Response:
    """Change the given fields of the account."""
    message = convert.update_user_request(request.body)
    reply = await grpc_client.call(
        request.clients.users.UpdateUser, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(convert.user(reply.user))


async def delete_user(request: Request[Query, AccountClosure | None]) -> Response:
    """Close the account, for who knows its password."""
    if request.body is None:
        raise Problem("invalid-request", field_errors=[FieldError("/password", Code.REQUIRED)])
    message = user_service_pb2.DeleteUserRequest(password=request.body.password)
    await grpc_client.call(request.clients.users.DeleteUser, message, timeout=PASSWORD_HASH_TIMEOUT)
    request.cookies.clear_session()
    return Response()


def _access_token(request: Request[Any, Any]) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and TOKEN_PATTERN.fullmatch(token):
        return token
    return request.cookies.access_token


async def _end_current_session(request: Request[Any, Any], access_token: str) -> None:
    request_context.access_token.set(access_token)
    reply = await grpc_client.call(
        request.clients.sessions.ListSessions,
        session_service_pb2.ListSessionsRequest(),
        timeout=DEFAULT_TIMEOUT,
    )
    for session in reply.sessions:
        if session.current:
            message = session_service_pb2.EndSessionRequest(id=session.id)
            await grpc_client.call(
                request.clients.sessions.EndSession, message, timeout=DEFAULT_TIMEOUT
            )


async def _sign_in(request: Request[Any, Any], email: str, password: str) -> Response:
    # A lone surrogate, which protobuf refuses, becomes a question mark.
    device = request.headers.get("User-Agent", "").encode(errors="replace").decode()
    message = session_service_pb2.CreateSessionRequest(
        email=email, password=password, device=device
    )
    reply = await grpc_client.call(
        request.clients.sessions.CreateSession, message, timeout=PASSWORD_HASH_TIMEOUT
    )
    request.cookies.set_session(reply.tokens)
    if request.cookies.cart_token:
        await _merge_cart(request, reply.tokens.access_token)
    return Response(convert.user(reply.user))


async def _merge_cart(request: Request[Any, Any], access_token: str) -> None:
    """Merge the guest's cart into the customer's; log a failure, and go on with the sign-in."""
    message = cart_service_pb2.MergeCartRequest(
        cart_token=request.cookies.cart_token, language=request.language
    )
    request_context.access_token.set(access_token)
    try:
        await grpc_client.call(request.clients.carts.MergeCart, message, timeout=DEFAULT_TIMEOUT)
    except DomainError as error:
        # The cookie stays, so the next sign-in tries again.
        _log.warning("cart not merged", extra={"reason": error.reason})
    else:
        request.cookies.clear_cart()
