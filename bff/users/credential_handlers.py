"""Handlers of passwords, of e-mail confirmation, and of the sessions of an account."""

from datetime import UTC

from bff.clients.clients import DEFAULT_TIMEOUT, PASSWORD_HASH_TIMEOUT
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.schemas import Query
from bff.users import credential_schemas as schemas
from chassis.ids import parse_id
from chassis.rpc import grpc_client
from tienda.users.v1 import credential_service_pb2, session_service_pb2


async def change_password(request: Request[Query, schemas.PasswordChange]) -> Response:
    """Change the password and end every other session."""
    message = credential_service_pb2.ChangePasswordRequest(
        current_password=request.body.current_password, new_password=request.body.new_password
    )
    await grpc_client.call(
        request.clients.credentials.ChangePassword, message, timeout=PASSWORD_HASH_TIMEOUT
    )
    return Response()


async def request_password_reset(request: Request[Query, schemas.PasswordResetWish]) -> Response:
    """Mail a link that sets a new password, if the account exists; the response does not say."""
    message = credential_service_pb2.RequestPasswordResetRequest(email=request.body.email)
    await grpc_client.call(
        request.clients.credentials.RequestPasswordReset, message, timeout=DEFAULT_TIMEOUT
    )
    return Response()


async def reset_password(request: Request[Query, schemas.PasswordReset]) -> Response:
    """Set a new password with the token of a link, end every session, and delete the cookies."""
    message = credential_service_pb2.ResetPasswordRequest(
        token=request.body.token, new_password=request.body.new_password
    )
    await grpc_client.call(
        request.clients.credentials.ResetPassword, message, timeout=PASSWORD_HASH_TIMEOUT
    )
    request.cookies.clear_session()
    return Response()


async def request_email_confirmation(request: Request[Query, None]) -> Response:
    """Mail a link that confirms the account's e-mail."""
    message = credential_service_pb2.RequestEmailConfirmationRequest()
    await grpc_client.call(
        request.clients.credentials.RequestEmailConfirmation, message, timeout=DEFAULT_TIMEOUT
    )
    return Response()


async def confirm_email(request: Request[Query, schemas.EmailConfirmation]) -> Response:
    """Confirm an e-mail with the token of a link."""
    message = credential_service_pb2.ConfirmEmailRequest(token=request.body.token)
    await grpc_client.call(
        request.clients.credentials.ConfirmEmail, message, timeout=DEFAULT_TIMEOUT
    )
    return Response()


async def list_sessions(request: Request[Query, None]) -> Response:
    """Return the sessions of the customer."""
    message = session_service_pb2.ListSessionsRequest()
    reply = await grpc_client.call(
        request.clients.sessions.ListSessions, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(
        schemas.Sessions([_session(session) for session in reply.sessions], next_cursor=None)
    )


async def end_session(request: Request[Query, None]) -> Response:
    """End a session of the customer."""
    session_id = request.path["id"]
    if parse_id(session_id) is None:
        raise Problem("session-not-found")
    message = session_service_pb2.EndSessionRequest(id=session_id)
    await grpc_client.call(request.clients.sessions.EndSession, message, timeout=DEFAULT_TIMEOUT)
    return Response()


def _session(session: session_service_pb2.Session) -> schemas.Session:
    return schemas.Session(
        id=session.id,
        device=session.device,
        created_at=session.create_time.ToDatetime(UTC),
        last_used_at=session.last_use_time.ToDatetime(UTC),
        current=session.current,
    )
