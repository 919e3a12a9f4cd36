"""The built front, served by this process on one machine; on AWS a bucket serves it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bff.http.security_headers import PAGE_CSP
from bff.site.robots import ROBOTS_FILE, add_sitemap, request_origin

_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_REVALIDATE: Final = "no-cache"
_READ_METHODS: Final = {"GET", "HEAD"}
COMPRESSED_SUFFIXES: Final = frozenset({".br", ".gz"})
"""The suffixes of the compressed copies that the build puts beside each file: aiohttp sends them to
clients that accept them."""


class Frontend:
    """The files of one build, listed at the start: a request can reach no other file."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds index.html and, under assets/, files named by a hash of their content."""
        self._index = folder / "index.html"
        self._files: Mapping[str, Path] = {
            f"/{path.relative_to(folder).as_posix()}": path
            for path in folder.rglob("*")
            # What a build writes for its tools (.vite/) is not for browsers.
            if path.is_file()
            and path.suffix not in COMPRESSED_SUFFIXES
            and not any(part[0] == "." for part in path.relative_to(folder).parts)
        }

    def respond(self, path: str, origin: str) -> web.StreamResponse | None:
        """Return the file at this path, or index.html for a page of the shop.

        Pages have no dot in their path: None if the path has one and there is no such file.
        """
        file = self._files.get(path)
        if file is not None and path == f"/{ROBOTS_FILE}":
            robots = add_sitemap(file.read_bytes(), origin)
            headers = {"Cache-Control": _REVALIDATE}
            return web.Response(
                body=robots, content_type="text/plain", charset="utf-8", headers=headers
            )
        if file is not None and file != self._index:
            cache_control = _IMMUTABLE if path.startswith("/assets/") else _REVALIDATE
            return web.FileResponse(file, headers={"Cache-Control": cache_control})
        if file is None and "." in path.rpartition("/")[2]:
            return None
        headers = {"Cache-Control": _REVALIDATE, "Content-Security-Policy": PAGE_CSP}
        return web.FileResponse(self._index, headers=headers)


def with_frontend(
    frontend: Frontend, api_prefixes: Collection[str], shop_origin: str | None
) -> Middleware:
    """Serve the front where no route matches, but not below the API's own first path segments."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            # "OPTIONS *" and CONNECT have a path without segments.
            is_page = request.path[1:].partition("/")[0] not in api_prefixes
            response = None
            if is_page and request.method in _READ_METHODS:
                origin = shop_origin or request_origin(request.headers)
                response = frontend.respond(request.path, origin)
            if response is None:
                raise
            return response

    return middleware
