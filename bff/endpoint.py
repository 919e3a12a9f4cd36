"""How an endpoint is declared: once, for the router and the contract alike."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Generic, Protocol, TypeVar

from aiohttp import web
from msgspec import Struct

from bff.cookies import Cookies
from bff.neighbours import Neighbours
from bff.shapes.common import Language, Query

Q = TypeVar("Q", bound=Query)
B = TypeVar("B", bound="Struct | None")


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
    CHECKED = "no-cache"
    """Kept, and asked about before each use."""
    A_MINUTE = "public, max-age=60"


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


class Handler(Protocol):
    """Converts in, calls, converts out."""

    __name__: str

    def __call__(self, call: Call[Any, Any], /) -> Awaitable[Answer]:
        """Answer the call, or raise DomainError or Problem."""


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

    @property
    def all_reasons(self) -> tuple[str, ...]:
        """Every reason it may refuse with."""
        reasons = {*_ALWAYS, *self.reasons}
        if self.remote:
            reasons.add("service-unavailable")
        if self.body is not None:
            reasons |= _WITH_BODY
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
