"""The headers of every response."""

from typing import Final

from aiohttp import web

from bff.http.security_headers import HSTS_MAX_AGE, SECURITY_HEADERS
from chassis import request_context
from chassis.ids import new_id

REQUEST_ID: Final = "X-Request-Id"


def add_common_headers(response: web.StreamResponse, *, over_tls: bool = False) -> None:
    """Add the headers of every response and, where TLS is used, Strict-Transport-Security."""
    response.headers.setdefault(REQUEST_ID, request_context.request_id.get() or str(new_id()))
    response.headers["Server"] = "tienda"  # neither the program nor its version is disclosed
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if over_tls:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={HSTS_MAX_AGE}; includeSubDomains"
        )
