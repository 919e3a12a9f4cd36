"""What an account is, and the rules that it keeps."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from chassis.errors import DomainError, Kind
from chassis.request_context import Role

LANGUAGES = ("es", "en")
"""What customers are spoken to in; the first is the default."""
MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 8, 256
"""Characters."""
MAX_ADDRESSES = 20
"""An account's, at most."""
ACCESS_LIFETIME = timedelta(minutes=15)
REFRESH_LIFETIME = timedelta(days=30)
MAX_SESSION_LIFETIME = timedelta(days=180)
"""From the log-in, however often it is renewed: then the password is asked for again."""
LINK_LIFETIME = timedelta(minutes=30)
"""From the moment in which a link is mailed."""
MAX_DEVICE_LENGTH = 200
"""Characters of a browser's name that are kept with a session."""


class Channel(StrEnum):
    """How a customer wants to be told of an order."""

    EMAIL = "email"
    SMS = "sms"


class Purpose(StrEnum):
    """What a link that is mailed is for."""

    CONFIRM = "confirm"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address that can be sent to."""

    address: str
    """As its owner writes it, the domain in lower case."""

    @property
    def key(self) -> str:
        """What tells two accounts apart: Ana@example.com and ana@example.com are one.

        Not casefold(), to which straße.example and strasse.example are one as well.
        """
        return self.address.lower()


@dataclass(frozen=True, slots=True)
class Registration:
    """What a new customer says."""

    email: Email
    password: str = field(repr=False)
    name: str
    phone: str | None
    """E.164."""
    language: str
    channels: tuple[Channel, ...] = (Channel.EMAIL,)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer, or somebody who runs the store."""

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
    """When its owner followed a link mailed there; None: not yet."""


class ProfileChanges(TypedDict, total=False):
    """What to change of an account; what is not there stays."""

    name: str
    phone: str | None
    language: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where things can be sent."""

    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country_code: str
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address that an account keeps."""

    id: UUID
    postal: PostalAddress


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in, on one device."""

    id: UUID
    device: str
    """What its browser called itself, or empty."""
    created_at: datetime
    used_at: datetime
    """When it was last renewed."""


@dataclass(frozen=True, slots=True)
class ClosedAccount:
    """An account that is no more."""

    id: UUID
    position: int
    """Grows with each account that is closed."""
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a session is proved with: the access token for a while, then the refresh token once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


def is_good_password(password: str) -> bool:
    """Whether its length is right; what it is made of is its owner's business."""
    return MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH


class EmailTaken(DomainError):
    """Another account has this e-mail."""

    kind = Kind.ALREADY_EXISTS
    reason = "EMAIL_TAKEN"


class EmailNotConfirmed(DomainError):
    """Nobody has shown yet that the account's e-mail is theirs. An operator alone meets it."""

    kind = Kind.CONFLICT
    reason = "EMAIL_NOT_CONFIRMED"


class WrongCredentials(DomainError):
    """E-mail and password do not belong together; which of the two is wrong is not told."""

    kind = Kind.UNAUTHENTICATED
    reason = "WRONG_CREDENTIALS"

    def __init__(self) -> None:
        super().__init__("e-mail or password is wrong")


class SessionOver(DomainError):
    """The refresh token is unknown, too old or was used before."""

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


class LinkNotGood(DomainError):
    """The link's token is unknown, too old or was used; which of them is not told."""

    kind = Kind.NOT_FOUND
    reason = "LINK_NOT_GOOD"

    def __init__(self) -> None:
        super().__init__("the link is not good, or not any more")


class AddressNotFound(DomainError):
    """The account keeps no such address."""

    kind = Kind.NOT_FOUND
    reason = "ADDRESS_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("no such address")
