"""The cookies: a customer's session, a guest's cart, and a guest's orders.

Over TLS their names have a prefix, by which browsers take them from this very host alone, or, of
those that are not for all of it, over TLS alone. Without TLS browsers refuse such names.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from tienda.users.v1 import session_service_pb2 as sessions

ACCESS = "tienda_access"
REFRESH = "tienda_refresh"
CART = "tienda_cart"
ORDER = "tienda_order"

_FOR_ALL, _FOR_SOME = "__Host-", "__Secure-"
PREFIXES = {ACCESS: _FOR_ALL, CART: _FOR_ALL, REFRESH: _FOR_SOME, ORDER: _FOR_SOME}
"""How the names begin over TLS: of cookies for all of the shop, and for some of its paths."""

_REFRESH_PATH = "/users"
_CART_LASTS = timedelta(days=90)
_ORDER_LASTS = timedelta(days=30)

TOKEN = re.compile(r"[!-~]{1,4096}")
"""Visible ASCII: what gRPC metadata and protobuf strings take without complaint."""


@dataclass(frozen=True, slots=True)
class _Change:
    name: str
    path: str
    value: str | None
    """None takes the cookie away."""
    lasts: timedelta = timedelta()


class Cookies:
    """What a request's cookies say, and what its answer is to make of them."""

    def __init__(self, request: web.BaseRequest, *, secure: bool) -> None:
        self._request = request
        self._secure = secure or request.headers.get("X-Forwarded-Proto") == "https"
        self._changes: list[_Change] = []

    def _named(self, name: str) -> str:
        return PREFIXES[name] + name if self._secure else name

    def _read(self, name: str) -> str:
        value = self._request.cookies.get(self._named(name), "")
        return value if TOKEN.fullmatch(value) else ""

    @property
    def access_token(self) -> str:
        """The customer's access token; empty for a guest."""
        return self._read(ACCESS)

    @property
    def refresh_token(self) -> str:
        """What renews the session; browsers send it to /users alone."""
        return self._read(REFRESH)

    @property
    def cart_token(self) -> str:
        """The guest's cart; empty when none was begun."""
        return self._read(CART)

    @property
    def order_token(self) -> str:
        """What lets a guest read one order; browsers send it to that order's address alone."""
        return self._read(ORDER)

    def keep_session(self, tokens: sessions.TokenPair) -> None:
        """Hand the tokens of a new or renewed session to the browser."""
        lasts = tokens.refresh_lifetime.ToTimedelta()
        # The access cookie outlives its token: the service then says that it has run out, and the
        # front renews the session; without the cookie the customer would be taken for a guest.
        self._changes += [
            _Change(ACCESS, "/", tokens.access_token, lasts),
            _Change(REFRESH, _REFRESH_PATH, tokens.refresh_token, lasts),
        ]

    def drop_session(self) -> None:
        """Sign the browser out."""
        self.drop_access()
        self._changes.append(_Change(REFRESH, _REFRESH_PATH, None))

    def drop_access(self) -> None:
        """Take away an access token that is no good."""
        self._changes.append(_Change(ACCESS, "/", None))

    def keep_cart(self, cart_token: str) -> None:
        """Hand the guest's cart to the browser."""
        self._changes.append(_Change(CART, "/", cart_token, _CART_LASTS))

    def drop_cart(self) -> None:
        """Take the guest's cart away."""
        self._changes.append(_Change(CART, "/", None))

    def keep_order(self, order_id: str, guest_token: str) -> None:
        """Let this browser read the order that it placed as a guest."""
        self._changes.append(_Change(ORDER, f"/orders/{order_id}", guest_token, _ORDER_LASTS))

    def write(self, response: web.StreamResponse) -> None:
        """Put the changes on the answer."""
        for change in self._changes:
            response.set_cookie(
                self._named(change.name),
                change.value or "",
                path=change.path,
                max_age=int(change.lasts.total_seconds()),
                httponly=True,
                samesite="Lax",
                secure=self._secure,
            )
