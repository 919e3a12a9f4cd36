"""What is under /.well-known (RFC 8615): whom to tell of a vulnerability, where passwords change.

security.txt is that of RFC 9116. Password managers open /.well-known/change-password.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bff.http.navigation import READ_METHODS
from bff.site.robots import request_origin
from chassis.clock import Clock

SECURITY_PATH: Final = "/.well-known/security.txt"
CHANGE_PASSWORD_PATH: Final = "/.well-known/change-password"  # noqa: S105 (a path)
CHANGE_PASSWORD_PAGE: Final = "/cuenta/seguridad"  # noqa: S105 (a path)
VALIDITY: Final = timedelta(days=360)
"""How long security.txt is to be believed, from when it is served or published; at most a year."""


def is_contact(text: str) -> bool:
    """Whether the text is a URI by which security researchers reach somebody."""
    parts = urlsplit(text)
    has_place = {"mailto": "@" in parts.path, "https": bool(parts.netloc), "tel": bool(parts.path)}
    return has_place.get(parts.scheme, False) and text.isprintable() and " " not in text


def security_txt(contact: str, origin: str, now: datetime) -> bytes:
    """Return the security.txt of the shop at this origin."""
    expires = (now + VALIDITY).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: es, en",
        f"Canonical: {origin}{SECURITY_PATH}",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def with_well_known(contact: str | None, shop_origin: str | None, clock: Clock) -> Middleware:
    """Serve security.txt where there is a contact, and lead to the page that changes passwords."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in READ_METHODS:
            return await handler(request)
        if request.path == CHANGE_PASSWORD_PATH:
            return web.Response(status=302, headers=_redirect())
        if request.path == SECURITY_PATH and contact is not None:
            origin = shop_origin or request_origin(request.headers)
            body = security_txt(contact, origin, clock())
            return web.Response(
                body=body,
                content_type="text/plain",
                charset="utf-8",
                headers={"Cache-Control": "no-cache"},
            )
        return await handler(request)

    return middleware


def _redirect() -> Mapping[str, str]:
    return {"Location": CHANGE_PASSWORD_PAGE, "Cache-Control": "no-cache"}
