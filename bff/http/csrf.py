"""Protection against cross-site request forgery, without tokens in forms.

Browsers send cookies along with requests that another site makes them send. SameSite=Lax stops most
of these requests. The rest are recognized by Sec-Fetch-Site and Origin, the headers in which
browsers say where a request comes from.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import web

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_OWN_SITE = {"same-origin", "none"}
"""`none` means the user (a bookmark, the address bar), not a page."""


def is_allowed(request: web.BaseRequest, trusted_origins: Collection[str]) -> bool:
    """Return whether the request may change anything.

    A request that names another origin may not, nor one that carries cookies and names none. A
    request with neither does not come from a browser, or has no session to abuse.
    """
    if request.method in _SAFE_METHODS:
        return True
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if origin is not None and origin in trusted_origins:
        return True
    if site is not None and site not in _OWN_SITE:
        return False
    if origin is not None:
        return _host_of(origin) == request.headers.get("Host", "").lower()
    return site is not None or "Cookie" not in request.headers


def _host_of(origin: str) -> str:
    # Without the scheme: behind a load balancer that ends TLS, our own is not known.
    try:
        return urlsplit(origin.lower()).netloc
    except ValueError:
        return ""
