"""Whether a state-changing request comes from the shop's own pages.

Cookies go along with requests that other sites make a browser send. SameSite=Lax stops most of
them; this stops the rest, without tokens in forms: browsers say where a request comes from.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import web

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_OWN = {"same-origin", "none"}
"""`none` is the person at the browser, not a page."""


def is_allowed(request: web.BaseRequest, trusted_origins: Collection[str]) -> bool:
    """Return whether the request may change anything.

    One that names another origin may not, nor one that carries cookies and names none. One with
    neither is no browser's, or has nothing to lose.
    """
    if request.method in _SAFE_METHODS:
        return True
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if origin is not None and origin in trusted_origins:
        return True
    if site is not None and site not in _OWN:
        return False
    if origin is not None:
        return _host_of(origin) == request.headers.get("Host", "").lower()
    return site is not None or "Cookie" not in request.headers


def _host_of(origin: str) -> str:
    # The scheme is not compared: behind a load balancer that ends TLS it is not known here.
    try:
        return urlsplit(origin.lower()).netloc
    except ValueError:
        return ""
