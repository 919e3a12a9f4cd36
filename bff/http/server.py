"""Returns with a problem document also what aiohttp refuses before any handler sees it."""

import asyncio
import logging
from typing import Any, Final

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong

from bff.errors.problems import Problem
from bff.http.admission import Gate
from bff.http.middlewares import from_aiohttp, refuse
from bff.http.response_headers import put_common_headers

MAX_REQUEST_LINE: Final = 512 * 1024
"""Bytes of request line that are read. Past bff.http.request_parsing.MAX_URL a request is
refused, but where the parser itself gives up, the connection is cut while the client still writes,
and no answer reaches it."""
MAX_HEADER: Final = 32 * 1024
"""Bytes of one header."""
MAX_HEAD: Final = MAX_REQUEST_LINE + 64 * 1024
"""Bytes of a request line and its headers together; the parser alone would take 4 MB of them."""
HEAD_TIME = 30.0
"""Seconds for them to arrive."""

_LAST_ASCII: Final = 0x7F
_log = logging.getLogger("tienda.access")


class _Protocol(web.RequestHandler):
    """One connection."""

    __slots__ = ("_head_size", "_head_timer", "_is_new")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._is_new = True
        self._head_size = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, and wait for a request no longer than HEAD_TIME."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End."""
        self._forget_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the client sent."""
        if self._is_new:
            # Only here is it sure that a request line begins.
            self._is_new = False
            data = _in_ascii(data)
        begun = self._request_count
        super().data_received(data)
        if self._request_count != begun:
            self._forget_head()
        elif self._waiter is not None:
            # No request is being served, so this is of the next one's head.
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self.force_close()
            elif self._head_timer is None:
                self._await_head()

    def _await_head(self) -> None:
        self._head_timer = self._loop.call_later(HEAD_TIME, self.force_close)

    def _forget_head(self) -> None:
        self._head_size = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,  # noqa: ARG002 (aiohttp's own signature)
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 (aiohttp's own signature)
    ) -> web.StreamResponse:
        """Return a request that could not be parsed, and close."""
        problem = _problem_of(exc)
        _log.info("request", extra={"method": "-", "route": "-", "status": problem.status})
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        response = refuse(request, problem)
        put_common_headers(response)
        response.force_close()
        return response


def _in_ascii(data: bytes) -> bytes:
    """Escape what is not ASCII in a request line, as browsers do and curl does not.

    The parser refuses `curl '…/products?q=lámpara'` otherwise.
    """
    line, end, rest = data.partition(b"\r\n")
    if line.isascii():
        return data
    return b"".join(b"%%%02X" % byte if byte > _LAST_ASCII else bytes((byte,)) for byte in line) + (
        end + rest
    )


def _problem_of(error: BaseException | None) -> Problem:
    match error:
        case LineTooLong():
            return Problem("headers-too-large")
        case BadHttpMessage():
            return Problem("malformed-request")
    return Problem("internal")


class _Server(web.Server):
    """Makes a protocol for each connection."""

    def __init__(self, app: web.Application, gate: Gate, **options: Any) -> None:
        self._options = options

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            assert isinstance(request, web.Request)
            if gate.refuses(request):
                # As little as can be: what is done for it is taken from those who were let in.
                response = refuse(request, Problem("service-unavailable"))
                put_common_headers(response)
                return response
            try:
                return await app._handle(request)  # noqa: SLF001 (what aiohttp's runner calls too)
            except web.HTTPException as error:
                # `Expect` is looked at before the middlewares.
                return refuse(request, from_aiohttp(error))

        super().__init__(answer, request_factory=app._make_request, **options)  # noqa: SLF001 (likewise)

    def __call__(self) -> web.RequestHandler:
        """Return the protocol of one more connection."""
        return _Protocol(self, loop=self._loop, **self._options)


class Runner(web.AppRunner):
    """Runs the application on this edge."""

    def __init__(self, app: web.Application, gate: Gate, *, grace: float) -> None:
        """`grace` is how many seconds requests under way get to finish in, at the end."""
        self._gate = gate
        super().__init__(
            app,
            shutdown_timeout=grace,
            access_log=None,
            auto_decompress=False,
            max_line_size=MAX_REQUEST_LINE,
            max_field_size=MAX_HEADER,
        )

    async def _make_server(self) -> web.Server:
        # Starts the application; its own server is set aside for ours.
        await super()._make_server()
        options = {key: value for key, value in self._kwargs.items() if key != "access_log_class"}
        return _Server(self.app, self._gate, **options)
