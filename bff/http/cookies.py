"""The cookies: a customer's session, a guest's cart, and a guest's access to an order.

Over TLS each name has a prefix: browsers accept a `__Host-` cookie only from this very host and for
every path, and a `__Secure-` cookie only over TLS. Without TLS they refuse such names.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from tienda.users.v1 import session_service_pb2

ACCESS_COOKIE = "tienda_access"
REFRESH_COOKIE = "tienda_refresh"
CART_COOKIE = "tienda_cart"
ORDER_COOKIE = "tienda_order"

_HOST_PREFIX, _SECURE_PREFIX = "__Host-", "__Secure-"
PREFIXES = {
    ACCESS_COOKIE: _HOST_PREFIX,
    CART_COOKIE: _HOST_PREFIX,
    REFRESH_COOKIE: _SECURE_PREFIX,
    ORDER_COOKIE: _SECURE_PREFIX,
}
"""The prefixes of the names over TLS; a cookie with a path of its own cannot be `__Host-`."""

_REFRESH_PATH = "/users"
_CART_MAX_AGE = timedelta(days=90)
_ORDER_MAX_AGE = timedelta(days=30)

TOKEN_PATTERN = re.compile(r"[!-~]{1,4096}")
"""Visible ASCII: what gRPC metadata and protobuf strings accept."""


@dataclass(frozen=True, slots=True)
class _Change:
    name: str
    path: str
    value: str | None
    """None deletes the cookie."""
    max_age: timedelta = timedelta()


class Cookies:
    """The cookies of a request, and the changes to make to them with its response."""

    def __init__(self, request: web.BaseRequest, *, secure: bool) -> None:
        self._request = request
        self._secure = secure or request.headers.get("X-Forwarded-Proto") == "https"
        self._changes: list[_Change] = []

    def _full_name(self, name: str) -> str:
        return PREFIXES[name] + name if self._secure else name

    def _read(self, name: str) -> str:
        value = self._request.cookies.get(self._full_name(name), "")
        return value if TOKEN_PATTERN.fullmatch(value) else ""

    @property
    def access_token(self) -> str:
        """The customer's access token; empty for a guest."""
        return self._read(ACCESS_COOKIE)

    @property
    def refresh_token(self) -> str:
        """The token that renews the session; browsers send it to /users only."""
        return self._read(REFRESH_COOKIE)

    @property
    def cart_token(self) -> str:
        """The token of the guest's cart; empty if there is no cart."""
        return self._read(CART_COOKIE)

    @property
    def order_token(self) -> str:
        """The token that lets a guest read one order; browsers send it to that order only."""
        return self._read(ORDER_COOKIE)

    def set_session(self, tokens: session_service_pb2.TokenPair) -> None:
        """Set the tokens of a new or renewed session."""
        max_age = tokens.refresh_lifetime.ToTimedelta()
        # The access cookie outlives its token: the service then says that it has expired, and the
        # front renews the session. Without the cookie the customer would be taken for a guest.
        self._changes += [
            _Change(ACCESS_COOKIE, "/", tokens.access_token, max_age),
            _Change(REFRESH_COOKIE, _REFRESH_PATH, tokens.refresh_token, max_age),
        ]

    def clear_session(self) -> None:
        """Delete both tokens of the session."""
        self.clear_access_token()
        self._changes.append(_Change(REFRESH_COOKIE, _REFRESH_PATH, None))

    def clear_access_token(self) -> None:
        """Delete the access token."""
        self._changes.append(_Change(ACCESS_COOKIE, "/", None))

    def set_cart(self, cart_token: str) -> None:
        """Set the token of the guest's cart."""
        self._changes.append(_Change(CART_COOKIE, "/", cart_token, _CART_MAX_AGE))

    def clear_cart(self) -> None:
        """Delete the token of the guest's cart."""
        self._changes.append(_Change(CART_COOKIE, "/", None))

    def set_order(self, order_id: str, guest_token: str) -> None:
        """Let this browser read the order that it placed as a guest."""
        path = f"/orders/{order_id}"
        self._changes.append(_Change(ORDER_COOKIE, path, guest_token, _ORDER_MAX_AGE))

    def apply_to(self, response: web.StreamResponse) -> None:
        """Add the changes to the response."""
        for change in self._changes:
            response.set_cookie(
                self._full_name(change.name),
                change.value or "",
                path=change.path,
                max_age=int(change.max_age.total_seconds()),
                httponly=True,
                samesite="Lax",
                secure=self._secure,
            )
