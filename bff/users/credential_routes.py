"""The endpoints of passwords, of links sent by mail, and of sessions."""

from typing import Final

from bff.http.endpoint import Authentication, Endpoint, Link
from bff.http.headers import ACCEPTED, NO_CONTENT, SET_COOKIE
from bff.users import credential_handlers
from bff.users.credential_schemas import (
    EmailConfirmation,
    PasswordChange,
    PasswordReset,
    PasswordResetWish,
    Sessions,
)

_EMAIL: Final = "ana@example.com"
_PASSWORD: Final = "tres tristes tigres"  # noqa: S105 (an example)
_NEW_PASSWORD: Final = "un tigre, dos tigres"  # noqa: S105 (an example)
_TOKEN: Final = "qUoKq0mB3r0n9XyT"  # noqa: S105 (an example)

CREDENTIALS: Final = (
    Endpoint(
        method="PUT",
        path="/users/me/password",
        handler=credential_handlers.change_password,
        tag="credentials",
        summary="Change the password and end every other session",
        authentication=Authentication.REQUIRED,
        body=PasswordChange,
        example={"current_password": _PASSWORD, "new_password": _NEW_PASSWORD},
        status=NO_CONTENT,
        reasons=("too-many-requests",),
    ),
    Endpoint(
        method="POST",
        path="/users/password-resets",
        handler=credential_handlers.request_password_reset,
        tag="credentials",
        summary="Mail a link that sets a new password, if an account has this e-mail",
        body=PasswordResetWish,
        example={"email": _EMAIL},
        status=ACCEPTED,
        reasons=("too-many-requests",),
    ),
    Endpoint(
        method="POST",
        path="/users/password-resets/confirm",
        handler=credential_handlers.reset_password,
        tag="credentials",
        summary="Set a new password with the token of a link, and end every session",
        body=PasswordReset,
        example={"token": _TOKEN, "new_password": _NEW_PASSWORD},
        status=NO_CONTENT,
        reasons=("link-not-good",),
        response_headers=(SET_COOKIE,),
    ),
    Endpoint(
        method="POST",
        path="/users/me/email-confirmations",
        handler=credential_handlers.request_email_confirmation,
        tag="credentials",
        summary="Mail a link that confirms the e-mail, unless it is confirmed already",
        authentication=Authentication.REQUIRED,
        status=ACCEPTED,
        reasons=("too-many-requests",),
    ),
    Endpoint(
        method="POST",
        path="/users/email-confirmations/confirm",
        handler=credential_handlers.confirm_email,
        tag="credentials",
        summary="Confirm an e-mail with the token of a link",
        body=EmailConfirmation,
        example={"token": _TOKEN},
        status=NO_CONTENT,
        reasons=("link-not-good",),
    ),
)

SESSIONS: Final = (
    Endpoint(
        method="GET",
        path="/users/me/sessions",
        handler=credential_handlers.list_sessions,
        tag="sessions",
        summary="List the customer's sessions",
        authentication=Authentication.REQUIRED,
        response=Sessions,
        links=(Link("/items/0/id", "id", ("end_session",)),),
    ),
    Endpoint(
        method="DELETE",
        path="/users/me/sessions/{id}",
        handler=credential_handlers.end_session,
        tag="sessions",
        summary="End a session",
        authentication=Authentication.REQUIRED,
        status=NO_CONTENT,
        reasons=("session-not-found",),
    ),
)
