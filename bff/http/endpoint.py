"""How an endpoint is declared: once, for the router and the contract alike."""

import hashlib
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, Generic, Protocol, TypeVar

from aiohttp import web
from msgspec import Struct

from bff.clients.clients import Neighbours
from bff.http.cookies import Cookies
from bff.http.multipart import Form
from bff.schemas import Language, Query

Q = TypeVar("Q", bound=Query)
B = TypeVar("B", bound="Struct | Form | None")


READING: Final = 3.0
CHANGING: Final = 8.0
"""Seconds that a request may take: one call at its slowest, and those that an answer can do without
or that are quick."""


class Identity(Enum):
    """Whether an endpoint looks at who calls."""

    IGNORED = auto()
    """A token that has run out is no obstacle to looking at products."""
    OPTIONAL = auto()
    """Customers and guests."""
    REQUIRED = auto()
    """Customers."""
    ADMIN = auto()
    """Admins; the service checks the role."""


class Freshness(Enum):
    """How long an answer may be kept; the value is its Cache-Control."""

    PERSONAL = "no-store"
    CHECKED = "private, no-cache"
    """Kept by the browser alone, and asked about before each use."""
    MOMENTS = "public, max-age=0, s-maxage=10, stale-while-revalidate=20, stale-if-error=300"
    """Kept by CloudFront for moments, and longer while the store cannot answer. Prices and stock
    may be so much behind: an order is checked against both."""
    A_MINUTE = "public, max-age=60, s-maxage=60, stale-while-revalidate=240, stale-if-error=3600"

    @property
    def is_shared(self) -> bool:
        """Whether one answer may serve many."""
        return self in {Freshness.MOMENTS, Freshness.A_MINUTE}


@dataclass(frozen=True, slots=True)
class Call(Generic[Q, B]):
    """A request, read and found good."""

    query: Q
    body: B
    path: Mapping[str, str]
    """The path's parameters, decoded."""
    headers: Mapping[str, str]
    language: Language
    cookies: Cookies
    neighbours: Neighbours
    is_customer: bool
    """Whether an access token came along; services check it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: a body, or a status that has none."""

    body: Struct | bytes | None = None
    """Bytes are of the endpoint's media type already."""
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """The answer is 304 to who names it in If-None-Match."""


def etag_of(body: bytes, prefix: str = "") -> str:
    """Name these very bytes: a strong ETag (RFC 9110, 8.8.3)."""
    return f'"{prefix}{hashlib.blake2b(body, digest_size=9).hexdigest()}"'


class Handler(Protocol):
    """Converts in, calls, converts out."""

    __name__: str

    def __call__(self, call: Call[Any, Any], /) -> Awaitable[Answer]:
        """Return the call, or raise DomainError or Problem."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that an endpoint reads or answers."""

    name: str
    description: str
    required: bool = False
    pattern: str | None = None


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    handler: Handler
    tag: str
    summary: str
    identity: Identity = Identity.IGNORED
    query: type[Query] = Query
    body: type[Struct] | None = None
    takes_image: bool = False
    """Whether its body is a bff.http.multipart.Form instead."""
    answer: type[Struct] | None = None
    media_type: str = "application/json"
    status: int = web.HTTPOk.status_code
    reasons: tuple[str, ...] = ()
    """Of its own; those that come with identity, body, query and method are added."""
    reads: tuple[Header, ...] = ()
    answers: tuple[Header, ...] = ()
    freshness: Freshness = Freshness.PERSONAL
    schemes: tuple[str, ...] = ()
    """Cookies that identify its caller besides, or instead of, an access token."""
    remote: bool = True
    """Whether it needs a neighbour, and so may answer service-unavailable."""
    spared: bool = False
    """Whether it is answered however much is under way: it tells how this process is."""
    within: float | None = None
    """Seconds from when the request is read; where it takes longer than its like."""

    @property
    def budget(self) -> float:
        """Seconds for all that is done about a request, calls to neighbours included."""
        return self.within or (READING if self.method == "GET" else CHANGING)

    @property
    def all_reasons(self) -> tuple[str, ...]:
        """Every reason it may refuse with."""
        reasons = {*_ALWAYS, *self.reasons}
        if self.remote or not self.spared:
            reasons.add("service-unavailable")
        if self.body is not None:
            reasons |= _WITH_BODY
        if self.takes_image:
            reasons |= _WITH_IMAGE
        if self.method != "GET":
            reasons.add("cross-site")
        if self.identity is not Identity.IGNORED:
            reasons |= {"not-signed-in", "token-expired"}
        if self.identity is Identity.ADMIN:
            reasons.add("admin-only")
        return tuple(sorted(reasons))


_ALWAYS = {
    "expectation-failed",
    "headers-too-large",
    "internal",
    "invalid-request",
    "malformed-request",
    "malformed-url",
    "unknown-field",
    "uri-too-long",
}
_WITH_BODY = {"malformed-json", "payload-too-large", "request-timeout", "unsupported-media-type"}
_WITH_IMAGE = {"image-too-large", "invalid-image", "request-timeout", "unsupported-image-type"}
