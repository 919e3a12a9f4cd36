"""The declaration of an endpoint, from which come its route and its part of /openapi.json."""

import hashlib
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, Generic, Protocol, TypeVar

from aiohttp import web
from msgspec import Struct

from bff.clients.clients import Clients
from bff.http.cookies import Cookies
from bff.http.multipart import ImageForm
from bff.schemas import Language, Query

Q = TypeVar("Q", bound=Query)
B = TypeVar("B", bound="Struct | ImageForm | None")


READ_BUDGET: Final = 3.0
WRITE_BUDGET: Final = 8.0
"""Seconds for a whole request: its slowest call, and the quick or optional calls besides."""


class Authentication(Enum):
    """What an endpoint requires of its caller."""

    IGNORED = auto()
    """Nothing; a token is ignored, even an expired one."""
    ADMIN_VIEW = auto()
    """Nothing. An admin sees more who asks for it in the query (`Query.is_for_admins`), or whose
    program sends Authorization. Without such a query a bad token is ignored."""
    OPTIONAL = auto()
    """A customer or a guest."""
    REQUIRED = auto()
    """A customer."""
    ADMIN = auto()
    """An admin; the service checks the role."""


class CacheControl(Enum):
    """Who may cache a response, and for how long."""

    NO_STORE = "no-store"
    PRIVATE_NO_CACHE = "private, no-cache"
    """The browser only, which revalidates it before each use."""
    SHARED_10_SECONDS = (
        "public, max-age=0, s-maxage=10, stale-while-revalidate=20, stale-if-error=300"
    )
    """CloudFront, and longer while the store is down. Prices and stock may be this old: placing an
    order checks both."""
    SHARED_60_SECONDS = (
        "public, max-age=60, s-maxage=60, stale-while-revalidate=240, stale-if-error=3600"
    )
    """CloudFront and the browser."""

    @property
    def is_shared(self) -> bool:
        """Whether one cached response may serve several callers."""
        return self in {CacheControl.SHARED_10_SECONDS, CacheControl.SHARED_60_SECONDS}


@dataclass(frozen=True, slots=True)
class Request(Generic[Q, B]):
    """A request, parsed and validated."""

    query: Q
    body: B
    path: Mapping[str, str]
    """The path's parameters, decoded."""
    headers: Mapping[str, str]
    language: Language
    cookies: Cookies
    clients: Clients
    has_access_token: bool
    """Whether it came with an access token; the services check the token."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a handler returns; the status comes from its endpoint."""

    body: Struct | bytes | None = None
    """A struct to encode as JSON, or bytes of the endpoint's media type."""
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """A request with this ETag in If-None-Match gets 304."""


def etag_of(body: bytes, prefix: str = "") -> str:
    """Return a strong ETag for this body (RFC 9110, 8.8.3)."""
    return f'"{prefix}{hashlib.blake2b(body, digest_size=9).hexdigest()}"'


class Handler(Protocol):
    """Convert a request into a gRPC call, and the reply into a response."""

    __name__: str

    def __call__(self, request: Request[Any, Any], /) -> Awaitable[Response]:
        """Return the response, or raise DomainError or Problem."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a request or a response."""

    name: str
    description: str
    required: bool = False
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A value in a response that is a parameter of other operations (OpenAPI Link Object)."""

    pointer: str
    """JSON pointer into the body of the response."""
    parameter: str
    operation_ids: tuple[str, ...]
    """The operations whose path or query has this parameter."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    handler: Handler
    tag: str
    summary: str
    authentication: Authentication = Authentication.IGNORED
    query: type[Query] = Query
    body: type[Struct] | None = None
    body_optional: bool = False
    """Whether the body may be left out, as it was before there was one."""
    example: Mapping[str, Any] | None = None
    """A body to show in the contract."""
    takes_image: bool = False
    """Whether the body is an ImageForm instead."""
    response: type[Struct] | None = None
    media_type: str = "application/json"
    status: int = web.HTTPOk.status_code
    reasons: tuple[str, ...] = ()
    """The reasons it may refuse with (`bff/errors/problems.py`), besides those that follow from its
    authentication, body, query and method."""
    request_headers: tuple[Header, ...] = ()
    response_headers: tuple[Header, ...] = ()
    links: tuple[Link, ...] = ()
    cache_control: CacheControl = CacheControl.NO_STORE
    security_schemes: tuple[str, ...] = ()
    """The cookies that identify its caller besides, or instead of, an access token."""
    calls_services: bool = True
    """Whether it needs a service, and so may answer service-unavailable."""
    is_health_check: bool = False
    """Whether it is a load balancer's health check, which is always admitted and never traced."""
    timeout: float | None = None
    """Seconds for the whole request, where READ_BUDGET and WRITE_BUDGET are too short."""

    @property
    def operation_id(self) -> str:
        """The name of the operation in the contract."""
        return self.handler.__name__

    @property
    def time_budget(self) -> float:
        """Seconds from when the request is read, calls to services included."""
        return self.timeout or (READ_BUDGET if self.method == "GET" else WRITE_BUDGET)

    @property
    def all_reasons(self) -> tuple[str, ...]:
        """Every reason it may refuse with."""
        reasons = {*_ALWAYS, *self.reasons}
        if self.calls_services or not self.is_health_check:
            reasons.add("service-unavailable")
        if self.body is not None:
            reasons |= _WITH_BODY
        if self.takes_image:
            reasons |= _WITH_IMAGE
        if self.method != "GET":
            reasons.add("cross-site")
        if self.authentication is not Authentication.IGNORED:
            reasons |= {"not-signed-in", "token-expired"}
        if self.authentication in {Authentication.ADMIN, Authentication.ADMIN_VIEW}:
            reasons.add("admin-only")
        return tuple(sorted(reasons))


_ALWAYS: Final = {
    "expectation-failed",
    "headers-too-large",
    "internal",
    "invalid-request",
    "malformed-request",
    "malformed-url",
    "unknown-field",
    "uri-too-long",
}
_WITH_BODY: Final = {
    "malformed-json",
    "payload-too-large",
    "request-timeout",
    "unsupported-media-type",
}
_WITH_IMAGE: Final = {
    "image-too-large",
    "invalid-image",
    "request-timeout",
    "unsupported-image-type",
}
