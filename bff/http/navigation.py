"""Whether a request is a browser's that opens an address as a page."""

from typing import Final

from aiohttp import web

READ_METHODS: Final = frozenset({"GET", "HEAD"})


def is_navigation(request: web.BaseRequest) -> bool:
    """Whether a person opens this address: browsers ask for HTML then, and for nothing else."""
    return request.method in READ_METHODS and "text/html" in request.headers.get("Accept", "")
