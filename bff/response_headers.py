"""The headers that belong on every answer, and what browsers are told to forbid."""

from typing import Final

from aiohttp import web

from chassis import call as current
from chassis.ids import new_id

REQUEST_ID: Final = "X-Request-Id"

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""For the front's pages: what the shop itself serves, and nothing written into a page."""

_ANSWER_POLICY: Final = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""For all else: opened by itself, it loads and runs nothing."""

_ALWAYS: Final = {
    "Content-Security-Policy": _ANSWER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TWO_YEARS: Final = "max-age=63072000; includeSubDomains"


def put_common_headers(response: web.StreamResponse, *, over_tls: bool = False) -> None:
    """Put on an answer what belongs on every answer; `over_tls`, that it always comes so."""
    response.headers.setdefault(REQUEST_ID, current.request_id.get() or str(new_id()))
    response.headers["Server"] = "tienda"  # which program, and which version, is nobody's business
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if over_tls:
        response.headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
