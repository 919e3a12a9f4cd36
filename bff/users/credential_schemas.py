"""The shapes of passwords, links by mail, and sessions."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from bff.schemas import MANY_LINES, Email
from bff.users.schemas import Password

LinkToken = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=256,
        pattern=MANY_LINES,
        description="`token` of the link that was mailed; good for 30 minutes and once.",
    ),
]


class PasswordChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A new password for who knows the old one."""

    current_password: Annotated[str, Meta(max_length=256, pattern=MANY_LINES)]
    new_password: Password


class PasswordResetWish(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose password is forgotten."""

    email: Email


class PasswordReset(Struct, frozen=True, forbid_unknown_fields=True):
    """A new password for who has the link."""

    token: LinkToken
    new_password: Password


class EmailConfirmation(Struct, frozen=True, forbid_unknown_fields=True):
    """What shows that somebody reads an account's e-mail."""

    token: LinkToken


class Session(Struct, frozen=True):
    """One log-in, on one device."""

    id: str
    device: Annotated[str, Meta(description="What the browser calls itself; may be empty.")]
    created_at: datetime
    last_used_at: Annotated[datetime, Meta(description="When it was begun or last renewed.")]
    current: Annotated[bool, Meta(description="Whether it is the one that asks.")]


class Sessions(Struct, frozen=True):
    """Where a customer is signed in, all on one page."""

    items: list[Session]
    next_cursor: None
