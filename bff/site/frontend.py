"""The built front, served by this process on one machine; on AWS a bucket serves it."""

from collections.abc import Collection, Mapping
from pathlib import Path, PurePath
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bff.http.navigation import READ_METHODS, is_navigation
from bff.http.security_headers import PAGE_CSP
from bff.site.robots import ROBOTS_FILE, add_sitemap, request_origin

CACHE_IMMUTABLE: Final = "public, max-age=31536000, immutable"
CACHE_REVALIDATE: Final = "no-cache"
CACHE_DAY: Final = "public, max-age=86400"
MANIFEST_SUFFIX: Final = ".webmanifest"
MANIFEST_TYPE: Final = "application/manifest+json"
_ICON_SUFFIXES: Final = frozenset({".ico", ".png", ".svg", MANIFEST_SUFFIX})
COMPRESSED_SUFFIXES: Final = frozenset({".br", ".gz"})
"""The suffixes of the compressed copies that the build puts beside each file: aiohttp sends them to
clients that accept them."""


def cache_control(path: PurePath) -> str:
    """Return the Cache-Control of a file, by its path in the build.

    The build puts the files with a hash in their names into assets/, and no others. The icons and
    the manifest change with a design, not with a release.
    """
    if path.parts[0] == "assets":
        return CACHE_IMMUTABLE
    return CACHE_DAY if path.suffix in _ICON_SUFFIXES else CACHE_REVALIDATE


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

    def respond(self, path: str, origin: str, *, is_navigation: bool) -> web.StreamResponse | None:
        """Return the file at this path, or index.html for a page of the shop.

        Pages have no dot in their path: if the path has one and there is no such file, None, or for
        a browser that opens it as a page, index.html with 404, whose script says so to the person.
        """
        file = self._files.get(path)
        if file is not None and path == f"/{ROBOTS_FILE}":
            robots = add_sitemap(file.read_bytes(), origin)
            headers = {"Cache-Control": CACHE_REVALIDATE}
            return web.Response(
                body=robots, content_type="text/plain", charset="utf-8", headers=headers
            )
        if file is not None and file != self._index:
            headers = {"Cache-Control": cache_control(PurePath(path[1:]))}
            if file.suffix == MANIFEST_SUFFIX:
                headers["Content-Type"] = MANIFEST_TYPE
            return web.FileResponse(file, headers=headers)
        # Programs ask there whether an address that cannot be is refused.
        is_well_known = path.startswith("/.well-known/")
        is_missing_file = file is None and (is_well_known or "." in path.rpartition("/")[2])
        if is_missing_file and not is_navigation:
            return None
        status = web.HTTPNotFound.status_code if is_missing_file else web.HTTPOk.status_code
        headers = {"Cache-Control": CACHE_REVALIDATE, "Content-Security-Policy": PAGE_CSP}
        return web.FileResponse(self._index, status=status, headers=headers)


def with_frontend(
    frontend: Frontend, api_prefixes: Collection[str], shop_origin: str | None
) -> Middleware:
    """Serve the front for every path that does not begin with a path segment of the API.

    Its pages read their URL by themselves, as far as it can be read: it is not checked before.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        # "OPTIONS *" and CONNECT have a path without segments.
        is_page = request.path[1:].partition("/")[0] not in api_prefixes
        if is_page and request.method in READ_METHODS:
            origin = shop_origin or request_origin(request.headers)
            is_opened = is_navigation(request)
            response = frontend.respond(request.path, origin, is_navigation=is_opened)
            if response is not None:
                return response
        return await handler(request)

    return middleware
