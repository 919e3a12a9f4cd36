"""Passwords changed and forgotten, e-mails confirmed, and the sessions of an account."""

from datetime import UTC

from bff.clients.clients import LOG_IN, READ
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call
from bff.schemas import Query
from bff.users import credential_schemas as shapes
from chassis import grpc_client
from chassis.ids import parse_id
from tienda.users.v1 import credential_service_pb2, session_service_pb2


async def change_password(call: Call[Query, shapes.PasswordChange]) -> Answer:
    """Change the password; every other session ends."""
    request = credential_service_pb2.ChangePasswordRequest(
        current_password=call.body.current_password, new_password=call.body.new_password
    )
    await grpc_client.call(call.neighbours.credentials.ChangePassword, request, timeout=LOG_IN)
    return Answer()


async def request_password_reset(call: Call[Query, shapes.PasswordResetWish]) -> Answer:
    """Have a link mailed that sets a new password, if there is an account; which is not told."""
    request = credential_service_pb2.RequestPasswordResetRequest(email=call.body.email)
    await grpc_client.call(call.neighbours.credentials.RequestPasswordReset, request, timeout=READ)
    return Answer()


async def reset_password(call: Call[Query, shapes.PasswordReset]) -> Answer:
    """Set a new password by a link; every session ends, and what this browser has of one."""
    request = credential_service_pb2.ResetPasswordRequest(
        token=call.body.token, new_password=call.body.new_password
    )
    await grpc_client.call(call.neighbours.credentials.ResetPassword, request, timeout=LOG_IN)
    call.cookies.drop_session()
    return Answer()


async def request_email_confirmation(call: Call[Query, None]) -> Answer:
    """Have a link mailed that confirms the account's e-mail."""
    request = credential_service_pb2.RequestEmailConfirmationRequest()
    await grpc_client.call(
        call.neighbours.credentials.RequestEmailConfirmation, request, timeout=READ
    )
    return Answer()


async def confirm_email(call: Call[Query, shapes.EmailConfirmation]) -> Answer:
    """Confirm an e-mail by a link."""
    request = credential_service_pb2.ConfirmEmailRequest(token=call.body.token)
    await grpc_client.call(call.neighbours.credentials.ConfirmEmail, request, timeout=READ)
    return Answer()


async def list_sessions(call: Call[Query, None]) -> Answer:
    """Return where the customer is signed in."""
    request = session_service_pb2.ListSessionsRequest()
    answer = await grpc_client.call(call.neighbours.sessions.ListSessions, request, timeout=READ)
    return Answer(shapes.Sessions([_session(one) for one in answer.sessions], next_cursor=None))


async def end_session(call: Call[Query, None]) -> Answer:
    """End one of the customer's sessions."""
    session_id = call.path["id"]
    if parse_id(session_id) is None:
        raise Problem("session-not-found")
    request = session_service_pb2.EndSessionRequest(id=session_id)
    await grpc_client.call(call.neighbours.sessions.EndSession, request, timeout=READ)
    return Answer()


def _session(session: session_service_pb2.Session) -> shapes.Session:
    return shapes.Session(
        id=session.id,
        device=session.device,
        created_at=session.create_time.ToDatetime(UTC),
        last_used_at=session.last_use_time.ToDatetime(UTC),
        current=session.current,
    )
