"""A proxy for the media bucket, for one machine; on AWS, CloudFront serves the bucket."""

import re
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
from aiohttp import web

from bff.errors.problems import Problem
from bff.http.security_headers import IMAGE_CSP

_KEY: Final = re.compile(r"(?!.*\.\.)[0-9A-Za-z_-][0-9A-Za-z._/-]{0,254}")
_FORWARDED_HEADERS: Final = ("Content-Length", "Content-Type", "ETag", "Last-Modified")
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30, sock_connect=2, sock_read=5)
_HEADERS: Final = {
    # A key always holds the same bytes.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": IMAGE_CSP,
}


class MediaProxy:
    """A proxy for the bucket at `origin`, "http://host:port/bucket"."""

    def __init__(self, origin: str) -> None:
        self._origin = origin.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """Hold a connection pool to the bucket while the application runs."""
        # Pictures are compressed already.
        async with aiohttp.ClientSession(
            timeout=_TIMEOUT, auto_decompress=False, headers={"Accept-Encoding": "identity"}
        ) as self._session:
            yield

    async def get_image(self, request: web.Request) -> web.StreamResponse:
        """Return the picture at `/media/{key}`."""
        key = request.match_info["key"]
        if not _KEY.fullmatch(key):
            raise Problem("not-found")
        if_none_match = request.headers.get("If-None-Match")
        headers = {"If-None-Match": if_none_match} if if_none_match else {}
        try:
            return await self._forward(request, f"{self._origin}/{key}", headers)
        except (aiohttp.ClientConnectionError, TimeoutError):
            raise Problem("service-unavailable") from None

    async def _forward(
        self, request: web.Request, url: str, headers: dict[str, str]
    ) -> web.StreamResponse:
        assert self._session is not None, "the application runs"
        async with self._session.request(request.method, url, headers=headers) as reply:
            forwarded = {
                name: reply.headers[name] for name in _FORWARDED_HEADERS if name in reply.headers
            }
            if reply.status == web.HTTPNotModified.status_code:
                forwarded.pop("Content-Length", None)
                return web.Response(status=reply.status, headers=_HEADERS | forwarded)
            is_there = reply.status == web.HTTPOk.status_code
            if not is_there or not reply.content_type.startswith("image/"):
                is_gone = is_there or reply.status < web.HTTPInternalServerError.status_code
                raise Problem("not-found" if is_gone else "service-unavailable")
            response = web.StreamResponse(headers=_HEADERS | forwarded)
            await response.prepare(request)
            if request.method != "HEAD":
                await _copy(reply, response)
            await response.write_eof()
            return response


async def _copy(reply: aiohttp.ClientResponse, response: web.StreamResponse) -> None:
    try:
        async for chunk in reply.content.iter_any():
            await response.write(chunk)
    except (aiohttp.ClientError, TimeoutError):
        # Too late for a problem document: the browser sees that the picture is cut short.
        raise ConnectionError("the bucket closed the connection") from None
