"""The headers that belong on every answer."""

from typing import Final

from aiohttp import web

from bff.http.security_headers import ALWAYS, TLS_FOR
from chassis import request_context as current
from chassis.ids import new_id

REQUEST_ID: Final = "X-Request-Id"


def put_common_headers(response: web.StreamResponse, *, over_tls: bool = False) -> None:
    """Put on an answer what belongs on every answer; `over_tls`, that it always comes so."""
    response.headers.setdefault(REQUEST_ID, current.request_id.get() or str(new_id()))
    response.headers["Server"] = "tienda"  # which program, and which version, is nobody's business
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if over_tls:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={TLS_FOR}; includeSubDomains"
        )
