"""Accounts, sessions, addresses, their errors, and the rules that hold for them."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from chassis.contact.emails import canonical_email
from chassis.contact.postal_address import PostalAddress
from chassis.errors import DomainError, Kind
from chassis.request_context import NotSignedIn, Role

LANGUAGES = ("es", "en")
"""The languages that e-mails are written in; the first is the default."""
MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 8, 256
"""The length of a password in characters."""
MAX_ADDRESSES = 20
"""Addresses saved by one account."""
ACCESS_LIFETIME = timedelta(minutes=15)
REFRESH_LIFETIME = timedelta(days=30)
REPEAT_PERIOD = timedelta(seconds=30)
"""How long a refresh can be repeated, by a client that did not get the answer."""
MAX_SESSION_LIFETIME = timedelta(days=180)
"""The lifetime of a session from its log-in, however often it is refreshed."""
MAX_SESSIONS = 100
"""Sessions of one account; the next log-in ends the one that was used longest ago."""
LINK_LIFETIME = timedelta(minutes=30)
"""The lifetime of a link from the moment that it is sent."""
MAX_DEVICE_LENGTH = 200
"""Characters of a browser's name that are stored with a session."""


class Channel(StrEnum):
    """How a customer wants to be notified of their orders."""

    EMAIL = "email"
    SMS = "sms"


class LinkPurpose(StrEnum):
    """What a link in an e-mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Email:
    """A valid e-mail address."""

    address: str
    """As its owner typed it, with the domain in lower case."""

    @property
    def key(self) -> str:
        """The key that is unique to an account: Ana@example.com and ana@example.com share one."""
        return canonical_email(self.address)


@dataclass(frozen=True, slots=True)
class Registration:
    """A request to open an account, already validated."""

    email: Email
    password: str = field(repr=False)
    name: str
    phone: str | None
    """E.164."""
    language: str
    channels: tuple[Channel, ...] = (Channel.EMAIL,)


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a customer or an admin."""

    id: UUID
    email: str
    name: str
    phone: str | None
    """E.164."""
    language: str
    role: Role
    created_at: datetime
    channels: tuple[Channel, ...]
    email_confirmed_at: datetime | None
    """When the owner followed a link sent to the e-mail; None if they have not yet."""


class Promotion(StrEnum):
    """How an account became an admin's."""

    ALREADY_ADMIN = "already-admin"
    """It was one; nothing has changed."""
    BY_LINK = "by-link"
    """A link is mailed by which its owner chooses a password."""
    WITH_PASSWORD = "with-password"  # noqa: S105 (how, not a password)
    """The operator has set a password."""


class ProfileChanges(TypedDict, total=False):
    """Changes to an account; fields that are left out stay as they are."""

    name: str
    phone: str | None
    language: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address that an account has saved."""

    id: UUID
    postal: PostalAddress


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in, on one device."""

    id: UUID
    device: str
    """The browser's name for itself, or empty."""
    created_at: datetime
    used_at: datetime
    """When it was last refreshed."""


@dataclass(frozen=True, slots=True)
class ClosedAccount:
    """A closed account."""

    id: UUID
    position: int
    """Its place in the list of closed accounts, from 1 on."""
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The tokens of a session: an access token, and a refresh token that is good for one use."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


def require_open(account: Account | None) -> Account:
    """Return the account. Raise NotSignedIn if there is none: its access tokens outlive it."""
    if account is None:
        raise NotSignedIn("the account is closed")
    return account


def is_good_password(password: str) -> bool:
    """Whether the password's length is allowed; it may consist of any characters.

    Counted in NFC, which is what is hashed: some keyboards send "ñ" as one code point, others as
    two.
    """
    length = len(unicodedata.normalize("NFC", password))
    return MIN_PASSWORD_LENGTH <= length <= MAX_PASSWORD_LENGTH


class EmailTaken(DomainError):
    """Another account has this e-mail."""

    kind = Kind.ALREADY_EXISTS
    reason = "EMAIL_TAKEN"


class EmailNotConfirmed(DomainError):
    """The account's e-mail is not confirmed. Only the operator's commands raise it."""

    kind = Kind.CONFLICT
    reason = "EMAIL_NOT_CONFIRMED"


class WrongCredentials(DomainError):
    """E-mail and password do not match; the error does not say which of them is wrong."""

    kind = Kind.UNAUTHENTICATED
    reason = "WRONG_CREDENTIALS"

    def __init__(self) -> None:
        super().__init__("e-mail or password is wrong")


class SessionOver(DomainError):
    """The refresh token is unknown, expired or already used."""

    kind = Kind.UNAUTHENTICATED
    reason = "SESSION_OVER"

    def __init__(self) -> None:
        super().__init__("the session is over")


class SessionNotFound(DomainError):
    """The account has no such session."""

    kind = Kind.NOT_FOUND
    reason = "SESSION_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("no such session")


class InvalidLink(DomainError):
    """The link's token is unknown, expired or already used; the error does not say which."""

    kind = Kind.NOT_FOUND
    reason = "LINK_NOT_GOOD"

    def __init__(self) -> None:
        super().__init__("the link is not good, or not any more")


class AddressNotFound(DomainError):
    """The account has no such address."""

    kind = Kind.NOT_FOUND
    reason = "ADDRESS_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("no such address")
