"""The refusals: each reason with its HTTP status, from domain errors to problem documents.

The documents are RFC 9457's. HTTP statuses of refusals stand here and nowhere else.
"""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec
from aiohttp import web

from bff.errors.field_messages import field_message
from bff.errors.json_pointer import from_field
from bff.errors.messages import PROBLEMS, retry_sentence
from bff.errors.problem_page import CONTENT_SECURITY_POLICY, problem_page
from bff.schemas import Language
from chassis.errors import DomainError, Kind
from chassis.violations import Code, Param

TYPE_PREFIX: Final = "https://tienda.example/problems/"
MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = 2
"""Seconds."""
TOO_MANY: Final = frozenset({"too-many-requests", "too-many-orders", "too-many-carts"})
"""Refusals by a limit; the items say how long to wait."""

STATUSES: Final[Mapping[str, int]] = {
    "invalid-request": 400,
    "unknown-field": 400,
    "malformed-json": 400,
    "malformed-request": 400,
    "malformed-url": 400,
    "idempotency-key-missing": 400,
    "not-signed-in": 401,
    "token-expired": 401,
    "session-over": 401,
    "wrong-credentials": 401,
    "admin-only": 403,
    "cross-site": 403,
    "not-found": 404,
    "product-not-found": 404,
    "order-not-found": 404,
    "address-not-found": 404,
    "session-not-found": 404,
    "category-not-found": 404,
    "method-not-allowed": 405,
    "request-timeout": 408,
    "email-taken": 409,
    "sku-taken": 409,
    "slug-taken": 409,
    "category-taken": 409,
    "category-cycle": 409,
    "category-not-empty": 409,
    "out-of-stock": 409,
    "price-changed": 409,
    "product-unavailable": 409,
    "cart-empty": 409,
    "status-conflict": 409,
    "undo-expired": 409,
    "too-many-units": 409,
    "too-many-images": 409,
    "conflict": 409,
    "link-not-good": 410,
    "version-mismatch": 412,
    "image-too-large": 413,
    "payload-too-large": 413,
    "uri-too-long": 414,
    "unsupported-image-type": 415,
    "unsupported-media-type": 415,
    "expectation-failed": 417,
    "idempotency-key-reused": 422,
    "invalid-image": 422,
    "if-match-missing": 428,
    "too-many-requests": 429,
    "too-many-orders": 429,
    "too-many-carts": 429,
    "headers-too-large": 431,
    "internal": 500,
    "service-unavailable": 503,
}

_BY_KIND: Final = {
    Kind.INVALID: "invalid-request",
    Kind.UNAUTHENTICATED: "not-signed-in",
    Kind.FORBIDDEN: "admin-only",
    Kind.NOT_FOUND: "not-found",
    Kind.ALREADY_EXISTS: "conflict",
    Kind.CONFLICT: "conflict",
    Kind.STALE: "version-mismatch",
    Kind.EXHAUSTED: "service-unavailable",
    Kind.UNAVAILABLE: "service-unavailable",
    Kind.TOO_LATE: "service-unavailable",
    # The neighbour is older than this process: a moment in a roll-out.
    Kind.UNSUPPORTED: "service-unavailable",
    Kind.INTERNAL: "internal",
}
"""The reason that stands for one that STATUSES does not have."""

_NO_REFUSAL: Final = {
    kind for kind, reason in _BY_KIND.items() if reason in {"service-unavailable", "internal"}
}
"""Kinds that are no refusal of the request: the problem follows from the kind alone."""


class FieldError(NamedTuple):
    """One field that is wrong: the JSON pointer to it, and why."""

    pointer: str
    code: Code
    params: Mapping[str, Param] = MappingProxyType({})


class Problem(Exception):
    """Ends a request with a problem document."""

    def __init__(
        self,
        reason: str,
        *,
        field_errors: Iterable[FieldError] = (),
        items: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        retry_after: int | None = None,
    ) -> None:
        """`reason` is one of STATUSES; `items` are the things concerned, as they are shown.

        `retry_after` is in seconds, and is said in words.
        """
        super().__init__(reason)
        self.reason = reason
        self.status = STATUSES[reason]
        self.field_errors = tuple(field_errors)
        self.items = tuple(items)
        self.headers = dict(headers or {})
        self.retry_after = retry_after


def from_domain(error: DomainError) -> Problem:
    """Return the problem that says what a neighbour refused with."""
    reason = error.reason.lower().replace("_", "-")
    if reason in TOO_MANY:
        wait = next((int(item["retry_after"]) for item in error.items), RETRY_AFTER)
        said = None if reason == "too-many-requests" else wait  # its text says to wait already
        return Problem(reason, headers={"Retry-After": str(wait)}, retry_after=said)
    if reason not in STATUSES or error.kind in _NO_REFUSAL:
        reason = _BY_KIND[error.kind]
    field_errors = [
        FieldError(from_field(violation.field), violation.code, violation.params)
        for violation in error.violations
    ]
    return Problem(reason, field_errors=field_errors, items=error.items)


def to_response(
    problem: Problem, language: Language, path: str, *, as_page: bool = False
) -> web.Response:
    """Write the document in the caller's language; with `as_page`, an HTML page for a person."""
    headers = _headers_of(problem, language)
    if as_page:
        return web.Response(
            status=problem.status,
            body=problem_page(PROBLEMS[problem.reason][language], problem.status, language),
            content_type="text/html",
            charset="utf-8",
            headers={**headers, "Content-Security-Policy": CONTENT_SECURITY_POLICY},
        )
    return web.Response(
        status=problem.status,
        body=msgspec.json.encode(_document(problem, language, path)),
        content_type=MEDIA_TYPE,
        headers=headers,
    )


def _document(problem: Problem, language: Language, path: str) -> dict[str, Any]:
    text = PROBLEMS[problem.reason][language]
    document: dict[str, Any] = {
        "type": TYPE_PREFIX + problem.reason,
        "title": text.title,
        "status": problem.status,
        "detail": text.detail,
        "instance": path,
    }
    if problem.retry_after is not None:
        document["detail"] += " " + retry_sentence(problem.retry_after, language)
    field_errors = [
        {"pointer": pointer, "detail": field_message(code, params, language)}
        for pointer, code, params in problem.field_errors
    ]
    # If there are both, an item says more of the field in its place.
    pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]] = zip_longest(
        field_errors, problem.items, fillvalue={}
    )
    if errors := [{**field_error, **item} for field_error, item in pairs]:
        document["errors"] = errors
    return document


def _headers_of(problem: Problem, language: Language) -> dict[str, str]:
    headers = {"Cache-Control": "no-store", "Content-Language": language, **problem.headers}
    if problem.status == web.HTTPUnauthorized.status_code:
        headers["WWW-Authenticate"] = "Bearer"  # RFC 9110 asks for it with every 401
    if problem.status == web.HTTPServiceUnavailable.status_code:
        headers["Retry-After"] = str(RETRY_AFTER)
    return headers
