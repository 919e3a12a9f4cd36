"""The parts of the contract that all endpoints share, and its introduction."""

from typing import Any, Final

from bff.errors.problems import RETRY_AFTER
from bff.http.cookies import ACCESS_COOKIE, CART_COOKIE, ORDER_COOKIE, PREFIXES, REFRESH_COOKIE
from bff.http.multipart import IMAGE_TYPES, MAX_ALT_LENGTH
from bff.schemas import ONE_LINE, UUID

DESCRIPTION: Final = """\
An online store: products, cart, orders and accounts.

**Language.** `es` or `en`: that of `?lang=`, else the best of `Accept-Language`, else Spanish.

**Errors** are problem documents (RFC 9457). `type` ends in the reason; `title` and `detail` are
texts for the shopper. Only where a person opens an address outside /products in a browser (GET with
`text/html` in `Accept`) is the refusal an HTML page. Unknown fields and query parameters are
refused. An unknown path gets 404 `not-found`, an unknown method 405 `method-not-allowed` with
`Allow`. HEAD works wherever GET does.
Integers are written without a fraction: `2`, not `2.0`.

**Authentication.** Browsers send cookies; programs send `Authorization: Bearer`. After a 401
`token-expired`, renew the session once and repeat the request.

**Cross-site requests.** A request that would change something is refused with 403 `cross-site` if
`Sec-Fetch-Site` or `Origin` names another site, or if it carries cookies and has neither header.

**Limits.** Bodies up to 64 KiB, pictures up to 10 MB, URLs up to 8 KiB. Failed sign-ins, mails and
new accounts are limited by account and by client address: 429 `too-many-requests`. Orders are
limited by client address, contact and cart or account (429 `too-many-orders`), and so are the units
in orders not shipped yet (409 `too-many-units`); new carts of guests are limited by client address
(429 `too-many-carts`). The shop's owner sets how many; customers may have more than guests.
`Retry-After` says when to come back.
"""

TAGS: Final = {
    "products": "Products, their categories and pictures: search and read them, and keep them.",
    "shop": "What holds for the whole shop.",
    "cart": "The cart of a guest, by its cookie, or of a customer; merged when the guest signs in.",
    "orders": "Orders: place, read and cancel them; stock, and what the shop does with orders.",
    "users": "Accounts: open, read, change and close one.",
    "sessions": "Where an account is signed in.",
    "credentials": "Passwords, and the links that are mailed to an account's address.",
    "addresses": "The addresses that an account keeps.",
    "operations": "The health of the process, and this contract.",
    "sitemap": "The shop's addresses, for search engines.",
}
"""What the endpoints of each tag are for."""

SECURITY: Final = ("accessToken", "accessCookie")

_PRODUCT_NAME: Final = {
    "description": "The product's id or slug.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": ONE_LINE},
}
_UUID: Final = {"schema": {"type": "string", "format": "uuid", "pattern": UUID}}

PATH_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "id_or_slug": _PRODUCT_NAME,
    "slug": {"description": "The category's slug.", "schema": _PRODUCT_NAME["schema"]},
    "part": {
        "description": "The number of the part, from 1.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10_000},
    },
    "product_id": _UUID,
    "id": _UUID,
}

_ALT: Final = {"type": "string", "maxLength": MAX_ALT_LENGTH}

IMAGE_FORM: Final[dict[str, Any]] = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["image"],
            "additionalProperties": False,
            "properties": {
                "image": {"description": "Up to 10 MB and 50 million pixels, not animated."},
                "alt_es": {**_ALT, "description": "Alternative text in Spanish."},
                "alt_en": {**_ALT, "description": "Alternative text in English."},
            },
        },
        "encoding": {"image": {"contentType": ", ".join(sorted(IMAGE_TYPES))}},
    }
}


def _cookie(name: str, description: str) -> dict[str, str]:
    with_prefix = f"{description} Over TLS its name begins with `{PREFIXES[name]}`."
    return {"type": "apiKey", "in": "cookie", "name": name, "description": with_prefix}


def _text(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}}


COMPONENTS: Final[dict[str, Any]] = {
    "parameters": {
        "AcceptLanguage": {
            "name": "Accept-Language",
            "in": "header",
            **_text(
                "Languages of the caller, by preference (RFC 9110).", examples=["es, en;q=0.5"]
            ),
        },
        "IfNoneMatch": {
            "name": "If-None-Match",
            "in": "header",
            **_text("The ETag of a cached response; 304 if it is still current."),
        },
        "RequestId": {
            "name": "X-Request-Id",
            "in": "header",
            **_text(
                "An id for this request in every log: 1 to 64 letters, digits, hyphens or"
                " underscores. A value of another form is replaced by a new id.",
                examples=["3f0c2a"],
            ),
        },
    },
    "headers": {
        "RequestId": _text("The request's id in every log."),
        "CacheControl": _text("How long the response may be cached."),
        "ContentLanguage": _text("The language of the texts.", enum=["es", "en"]),
        "ETag": _text("Identifies this very body.", pattern='^".+"$'),
        "Vary": _text("The response depends on the language."),
        "WwwAuthenticate": _text("How to authenticate.", const="Bearer"),
        "RetryAfter": {
            "description": "Seconds to wait before the next try.",
            "schema": {"type": "integer", "examples": [RETRY_AFTER]},
        },
    },
    "securitySchemes": {
        "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "accessCookie": _cookie(ACCESS_COOKIE, "The customer's access token, set by signing in."),
        "refreshCookie": _cookie(
            REFRESH_COOKIE, "The token that renews the session, set by signing in."
        ),
        "cartCookie": _cookie(CART_COOKIE, "The guest's cart, set by the first product put in it."),
        "orderCookie": _cookie(ORDER_COOKIE, "The guest's access to one order, set by placing it."),
    },
}
