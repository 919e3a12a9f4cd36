"""The table of passwords, links by mail, and sessions."""

from typing import Final

from bff.http.endpoint import Endpoint, Identity
from bff.http.headers import ACCEPTED, NO_CONTENT, SET_COOKIE
from bff.users import credential_handlers
from bff.users.credential_schemas import (
    EmailConfirmation,
    PasswordChange,
    PasswordReset,
    PasswordResetWish,
    Sessions,
)

CREDENTIALS: Final = (
    Endpoint(
        method="PUT",
        path="/users/me/password",
        handler=credential_handlers.change_password,
        tag="credentials",
        summary="Change the password and end every other session",
        identity=Identity.REQUIRED,
        body=PasswordChange,
        status=NO_CONTENT,
        reasons=("too-many-requests",),
    ),
    Endpoint(
        method="POST",
        path="/users/password-resets",
        handler=credential_handlers.request_password_reset,
        tag="credentials",
        summary="Mail a link that sets a new password, if there is an account with the e-mail",
        body=PasswordResetWish,
        status=ACCEPTED,
        reasons=("too-many-requests",),
    ),
    Endpoint(
        method="POST",
        path="/users/password-resets/confirm",
        handler=credential_handlers.reset_password,
        tag="credentials",
        summary="Set a new password by a link and end every session",
        body=PasswordReset,
        status=NO_CONTENT,
        reasons=("link-not-good",),
        answers=(SET_COOKIE,),
    ),
    Endpoint(
        method="POST",
        path="/users/me/email-confirmations",
        handler=credential_handlers.request_email_confirmation,
        tag="credentials",
        summary="Mail a link that confirms the e-mail, unless it is confirmed",
        identity=Identity.REQUIRED,
        status=ACCEPTED,
        reasons=("too-many-requests",),
    ),
    Endpoint(
        method="POST",
        path="/users/email-confirmations/confirm",
        handler=credential_handlers.confirm_email,
        tag="credentials",
        summary="Confirm an e-mail by a link",
        body=EmailConfirmation,
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
        summary="Where the customer is signed in",
        identity=Identity.REQUIRED,
        answer=Sessions,
    ),
    Endpoint(
        method="DELETE",
        path="/users/me/sessions/{id}",
        handler=credential_handlers.end_session,
        tag="sessions",
        summary="End one session",
        identity=Identity.REQUIRED,
        status=NO_CONTENT,
        reasons=("session-not-found",),
    ),
)
