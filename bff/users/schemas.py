"""The shapes of accounts and addresses."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.schemas import (
    MANY_LINES,
    ONE_LINE,
    Channel,
    Channels,
    Country,
    Email,
    Language,
    Line,
    Name,
    Phone,
    PostalCode,
    Words,
)

Password = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=256,
        pattern=MANY_LINES,
        description="None of the most common, nor one's own name or e-mail.",
    ),
]


Region = Annotated[str, Meta(max_length=100, pattern=ONE_LINE)]


class NewUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account to open."""

    email: Email
    password: Password
    name: Words
    phone: Phone | None = None
    locale: Annotated[Language, Meta(description="The request's language if unset.")] | None = None
    notify: Annotated[Channels | None, Meta(description="By e-mail if unset.")] = None


class Credentials(Struct, frozen=True, forbid_unknown_fields=True):
    """What one logs in with."""

    email: Annotated[str, Meta(max_length=254, pattern=MANY_LINES)]
    password: Annotated[str, Meta(max_length=256, pattern=MANY_LINES)]


class UserChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; a field left out stays as it is."""

    name: Words | UnsetType = UNSET
    phone: Annotated[Phone | None, Meta(description="Null takes it off.")] | UnsetType = UNSET
    locale: Language | UnsetType = UNSET
    notify: Channels | UnsetType = UNSET


class User(Struct, frozen=True):
    """An account, as its owner sees it."""

    id: str
    email: str
    name: str
    phone: str | None
    locale: Language
    role: Literal["customer", "admin"]
    created_at: datetime
    notify: Annotated[list[Channel], Meta(description="How they want to be told of orders.")]
    email_confirmed: Annotated[
        bool, Meta(description="Whether a link mailed there has been followed.")
    ]


class NewAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address to keep."""

    line1: Words
    line2: Line | None = None
    city: Name
    region: Region | None = None
    postal_code: PostalCode
    country: Country


class Address(Struct, frozen=True):
    """Where a customer has things sent."""

    id: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country: str


class Addresses(Struct, frozen=True):
    """A customer's addresses, all on one page."""

    items: list[Address]
    next_cursor: None
