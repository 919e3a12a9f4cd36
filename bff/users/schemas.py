"""The schemas of accounts and addresses."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.schemas import (
    SECRET,
    Channel,
    Channels,
    Country,
    Email,
    Language,
    Line,
    NonEmptyLine,
    Phone,
    PostalCode,
)

Password = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=256,
        pattern=SECRET,
        description="Not a common password, nor the customer's name or e-mail.",
    ),
]


class NewUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new account."""

    email: Email
    password: Password
    name: NonEmptyLine
    phone: Phone | None = None
    locale: (
        Annotated[Language, Meta(description="Default: the language of the request.")] | None
    ) = None
    notify: Annotated[Channels | None, Meta(description="Default: by e-mail.")] = None


class Credentials(Struct, frozen=True, forbid_unknown_fields=True):
    """The credentials to sign in with."""

    email: Annotated[str, Meta(max_length=254, pattern=SECRET)]
    password: Annotated[str, Meta(max_length=256, pattern=SECRET)]


class AccountClosure(Struct, frozen=True, forbid_unknown_fields=True):
    """The proof of who closes an account."""

    password: Annotated[
        str, Meta(max_length=256, pattern=SECRET, description="The current password.")
    ]


class UserChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of an account; an omitted field stays as it is."""

    name: NonEmptyLine | UnsetType = UNSET
    phone: Annotated[Phone | None, Meta(description="Null removes the phone.")] | UnsetType = UNSET
    locale: Language | UnsetType = UNSET
    notify: Channels | UnsetType = UNSET


class User(Struct, frozen=True):
    """An account."""

    id: str
    email: str
    name: str
    phone: str | None
    locale: Language
    role: Literal["customer", "admin"]
    created_at: datetime
    notify: Annotated[list[Channel], Meta(description="How to notify the customer about orders.")]
    email_confirmed: Annotated[
        bool, Meta(description="Whether a link mailed to it has been opened.")
    ]


class NewAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address to save."""

    line1: NonEmptyLine
    line2: Line | None = None
    city: NonEmptyLine
    region: Line | None = None
    postal_code: PostalCode | None = None
    country: Country


class Address(Struct, frozen=True):
    """A saved address of a customer."""

    id: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country: str


class Addresses(Struct, frozen=True):
    """A customer's saved addresses, on one page."""

    items: list[Address]
    next_cursor: None
