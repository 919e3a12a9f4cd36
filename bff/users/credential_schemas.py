"""The schemas of passwords, of links sent by mail, and of sessions."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from bff.schemas import SECRET, Email
from bff.users.schemas import Password

LinkToken = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=256,
        pattern=SECRET,
        description="`token` of the mailed link; valid for 30 minutes, once.",
    ),
]


class PasswordChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A new password, with the current one as proof."""

    current_password: Annotated[str, Meta(max_length=256, pattern=SECRET)]
    new_password: Password


class PasswordResetWish(Struct, frozen=True, forbid_unknown_fields=True):
    """The e-mail of an account whose password was forgotten."""

    email: Email


class PasswordReset(Struct, frozen=True, forbid_unknown_fields=True):
    """A new password, with the token of a link as proof."""

    token: LinkToken
    new_password: Password


class EmailConfirmation(Struct, frozen=True, forbid_unknown_fields=True):
    """The token of a link that was mailed to an account's e-mail."""

    token: LinkToken


class Session(Struct, frozen=True):
    """A session of a customer on one device."""

    id: str
    device: Annotated[str, Meta(description="The browser's User-Agent; may be empty.")]
    created_at: datetime
    last_used_at: Annotated[datetime, Meta(description="When it was started or last renewed.")]
    current: Annotated[bool, Meta(description="Whether it is the session of this request.")]


class Sessions(Struct, frozen=True):
    """A customer's sessions, on one page."""

    items: list[Session]
    next_cursor: None
