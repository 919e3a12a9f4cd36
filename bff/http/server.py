"""The HTTP server: aiohttp's, with admission control and with problem documents for every refusal.

aiohttp refuses some requests before any middleware or handler sees them.
"""

import asyncio
import logging
from typing import Any, Final

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong

from bff.errors.problems import Problem
from bff.http.admission import AdmissionControl
from bff.http.middlewares import problem_from_aiohttp, problem_response
from bff.http.response_headers import add_common_headers

MAX_REQUEST_LINE: Final = 512 * 1024
"""Bytes. URLs are limited by `request_parsing.MAX_URL_BYTES`. This limit is higher: where the
parser gives up, the connection is cut while the client still writes, and no response reaches it."""
MAX_HEADER: Final = 32 * 1024
"""Bytes of one header."""
MAX_HEAD: Final = MAX_REQUEST_LINE + 64 * 1024
"""Bytes of the request line and the headers together; the parser itself would accept 4 MB."""
HEAD_TIMEOUT = 30.0
"""Seconds for the request line and the headers to arrive."""

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
        """Start, and give the first head HEAD_TIMEOUT to arrive."""
        super().connection_made(transport)
        self._start_head_timer()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop the timer."""
        self._reset_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and close a connection whose head grows past MAX_HEAD."""
        if self._is_new:
            # Only the first bytes of a connection are sure to be the start of a request line.
            self._is_new = False
            data = _escape_request_line(data)
        request_count = self._request_count
        super().data_received(data)
        if self._request_count != request_count:
            self._reset_head()
        elif self._waiter is not None:
            # No request is being served, so these bytes belong to the head of the next one.
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self.force_close()
            elif self._head_timer is None:
                self._start_head_timer()

    def _start_head_timer(self) -> None:
        self._head_timer = self._loop.call_later(HEAD_TIMEOUT, self.force_close)

    def _reset_head(self) -> None:
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
        """Return a problem document for a request that could not be parsed, and close."""
        problem = _problem_from_parser(exc)
        _log.info("request", extra={"method": "-", "route": "-", "status": problem.status})
        if request.writer.output_size > 0:
            raise ConnectionError("a response was started already")
        response = problem_response(request, problem)
        add_common_headers(response)
        response.force_close()
        return response


def _escape_request_line(data: bytes) -> bytes:
    """Percent-encode the bytes of a request line that are not ASCII, as browsers do.

    curl does not, and the parser would refuse `curl '…/products?q=lámpara'`.
    """
    line, end, rest = data.partition(b"\r\n")
    if line.isascii():
        return data
    return b"".join(b"%%%02X" % byte if byte > _LAST_ASCII else bytes((byte,)) for byte in line) + (
        end + rest
    )


def _problem_from_parser(error: BaseException | None) -> Problem:
    match error:
        case LineTooLong():
            return Problem("headers-too-large")
        case BadHttpMessage():
            return Problem("malformed-request")
    return Problem("internal")


class _Server(web.Server):
    """aiohttp's server, with admission control before the application."""

    def __init__(self, app: web.Application, admission: AdmissionControl, **options: Any) -> None:
        self._options = options

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            assert isinstance(request, web.Request)
            if admission.refuses(request):
                # As little work as possible: it slows down the requests that were admitted.
                response = problem_response(request, Problem("service-unavailable"))
                add_common_headers(response)
                return response
            try:
                return await app._handle(request)  # noqa: SLF001 (what aiohttp's runner calls too)
            except web.HTTPException as error:
                # aiohttp checks `Expect` before the middlewares.
                return problem_response(request, problem_from_aiohttp(error))

        super().__init__(handle, request_factory=app._make_request, **options)  # noqa: SLF001 (likewise)

    def __call__(self) -> web.RequestHandler:
        """Return the protocol of a new connection."""
        return _Protocol(self, loop=self._loop, **self._options)


class Runner(web.AppRunner):
    """Runs the application on this server."""

    def __init__(self, app: web.Application, admission: AdmissionControl, *, grace: float) -> None:
        """At shutdown, requests in flight get `grace` seconds to finish."""
        self._admission = admission
        super().__init__(
            app,
            shutdown_timeout=grace,
            access_log=None,
            auto_decompress=False,
            max_line_size=MAX_REQUEST_LINE,
            max_field_size=MAX_HEADER,
        )

    async def _make_server(self) -> web.Server:
        # Starts the application. The server that it makes is not used.
        await super()._make_server()
        options = {key: value for key, value in self._kwargs.items() if key != "access_log_class"}
        return _Server(self.app, self._admission, **options)
