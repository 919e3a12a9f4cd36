"""The built front, for one machine: files, and index.html for every page of the shop."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from bff.http.robots import ROBOTS, with_sitemap
from bff.http.security_headers import PAGE_POLICY

_FOREVER: Final = "public, max-age=31536000, immutable"
_CHECKED: Final = "no-cache"
PACKED: Final = frozenset({".br", ".gz"})
"""The endings of what the build lays beside a file, packed: aiohttp sends that to who takes it."""


class Front:
    """The files of one build, found once: a request can name nothing else."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds index.html, and under assets/ files named by what is in them."""
        self._index = folder / "index.html"
        self._files: Mapping[str, Path] = {
            f"/{path.relative_to(folder).as_posix()}": path
            for path in folder.rglob("*")
            # What a build writes for its tools (.vite/) is no business of a browser.
            if path.is_file()
            and path.suffix not in PACKED
            and not any(part[0] == "." for part in path.relative_to(folder).parts)
        }

    def answer(self, path: str, origin: str) -> web.StreamResponse | None:
        """Return the file of that path, or the page that takes it for one of its own.

        The shop's pages have no dots in their paths; a file that is not there is None.
        """
        file = self._files.get(path)
        if file is not None and path == f"/{ROBOTS}":
            robots = with_sitemap(file.read_bytes(), origin)
            headers = {"Cache-Control": _CHECKED}
            return web.Response(
                body=robots, content_type="text/plain", charset="utf-8", headers=headers
            )
        if file is not None and file != self._index:
            caching = _FOREVER if path.startswith("/assets/") else _CHECKED
            return web.FileResponse(file, headers={"Cache-Control": caching})
        if file is None and "." in path.rpartition("/")[2]:
            return None
        headers = {"Cache-Control": _CHECKED, "Content-Security-Policy": PAGE_POLICY}
        return web.FileResponse(self._index, headers=headers)
