"""Product pictures, for one machine: passed on from the media bucket as they come."""

import re
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
from aiohttp import web

from bff.errors.problems import Problem
from bff.http.security_headers import PICTURE_POLICY

_KEY: Final = re.compile(r"(?!.*\.\.)[0-9A-Za-z_-][0-9A-Za-z._/-]{0,254}")
_PASSED_ON: Final = ("Content-Length", "Content-Type", "ETag", "Last-Modified")
_TIMES: Final = aiohttp.ClientTimeout(total=30, sock_connect=2, sock_read=5)
_HEADERS: Final = {
    # The same key always holds the same bytes.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": PICTURE_POLICY,
}


class Media:
    """The bucket at `origin`, "http://host:port/bucket"."""

    def __init__(self, origin: str) -> None:
        self._origin = origin.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """Keep connections to the bucket while the application runs."""
        # Pictures are passed on as they are packed.
        async with aiohttp.ClientSession(
            timeout=_TIMES, auto_decompress=False, headers={"Accept-Encoding": "identity"}
        ) as self._session:
            yield

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Return the picture of `/media/{key}`."""
        key = request.match_info["key"]
        if not _KEY.fullmatch(key):
            raise Problem("not-found")
        condition = request.headers.get("If-None-Match")
        headers = {"If-None-Match": condition} if condition else {}
        try:
            return await self._pass_on(request, f"{self._origin}/{key}", headers)
        except (aiohttp.ClientConnectionError, TimeoutError):
            raise Problem("service-unavailable") from None

    async def _pass_on(
        self, request: web.Request, url: str, headers: dict[str, str]
    ) -> web.StreamResponse:
        assert self._session is not None, "the application runs"
        async with self._session.request(request.method, url, headers=headers) as found:
            passed = {name: found.headers[name] for name in _PASSED_ON if name in found.headers}
            if found.status == web.HTTPNotModified.status_code:
                passed.pop("Content-Length", None)
                return web.Response(status=found.status, headers=_HEADERS | passed)
            is_there = found.status == web.HTTPOk.status_code
            if not is_there or not found.content_type.startswith("image/"):
                is_gone = is_there or found.status < web.HTTPInternalServerError.status_code
                raise Problem("not-found" if is_gone else "service-unavailable")
            response = web.StreamResponse(headers=_HEADERS | passed)
            await response.prepare(request)
            if request.method != "HEAD":
                await _copy(found, response)
            await response.write_eof()
            return response


async def _copy(found: aiohttp.ClientResponse, response: web.StreamResponse) -> None:
    try:
        async for part in found.content.iter_any():
            await response.write(part)
    except (aiohttp.ClientError, TimeoutError):
        # Too late to say so: the browser sees that the picture is cut short.
        raise ConnectionError("the bucket broke off") from None
