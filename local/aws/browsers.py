"""Keeps web pages of other sites away from the endpoint, which believes every request.

A page that the user of this machine has open may send requests to 127.0.0.1, and moto answers any
origin. By a name of its own that resolves to 127.0.0.1 (DNS rebinding), it would even count as the
same origin. Programs send no Origin and no Sec-Fetch headers, and are not affected.
"""

from collections.abc import Collection
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from local.aws import MEDIA_BUCKET, RECEIPTS_BUCKET, SENT_PATH

Environ = dict[str, Any]

_OWN_SITE = {"same-origin", "none"}
"""`none` means the user (a bookmark, the address bar), not a page."""
_BROWSER_HEADERS = ("HTTP_ORIGIN", "HTTP_REFERER", "HTTP_SEC_FETCH_SITE", "HTTP_SEC_FETCH_MODE")


def page_error(environ: Environ, hosts: Collection[str] = ()) -> str:
    """Return why a request may come from a page of another site, or ""; `hosts` are its own names.

    The endpoint is also called by the machine's own names and addresses.
    """
    host = environ.get("HTTP_HOST", "").lower()
    if not _is_own(host, hosts):
        return "The host is not this one"
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and origin.lower() != f"http://{host}":
        return "The origin is another site"
    if _is_browser(environ) and not _is_for_browsers(environ):
        return "Browsers have no access"
    site = environ.get("HTTP_SEC_FETCH_SITE", "none")
    is_link = environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
    if site not in _OWN_SITE and not is_link:
        return "The request comes from another site"
    return ""


def is_object_read(environ: Environ) -> bool:
    """Whether it reads one object of the store's, as links to pictures and receipts do."""
    bucket, _, key = unquote(environ["PATH_INFO"]).removeprefix("/").partition("/")
    is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
    return is_read and bucket in {MEDIA_BUCKET, RECEIPTS_BUCKET} and bool(key)


def _is_own(host: str, hosts: Collection[str]) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name in hosts:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _is_browser(environ: Environ) -> bool:
    agent = environ.get("HTTP_USER_AGENT", "")
    return agent.startswith("Mozilla/") or any(name in environ for name in _BROWSER_HEADERS)


def _is_for_browsers(environ: Environ) -> bool:
    """Whether it reads what the user may open; the link may be on the shop's page, another origin.

    Not moto's own interface, nor AWS's, which takes changes by GET as well.
    """
    is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
    return is_object_read(environ) or (is_read and environ["PATH_INFO"] == SENT_PATH)
