"""The endpoint of all of AWS's APIs: judges each call, then answers it here or by moto."""

import functools
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from ipaddress import ip_address
from typing import Any, Protocol

from cheroot.wsgi import Server
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from tests.rehearsal.account.handlers.security_groups import CLOUDFRONT
from tests.rehearsal.account.identity import ENGINE
from tests.rehearsal.account.wire import Call, NotFound, Operation, Refused, read_call, serialized

StartResponse = Callable[..., Any]
SOURCE_HEADER = "HTTP_X_REHEARSAL_SOURCE"
"""The ARN of the distribution that reads a bucket; CloudFront's addresses alone may send it."""
_AS_ACCOUNT = (
    f"AWS4-HMAC-SHA256 Credential={ENGINE.access_key}/20260101/eu-west-1/s3/aws4_request,"
    " SignedHeaders=host, Signature=0"
)
_log = logging.getLogger(__name__)


class Judge(Protocol):
    def refusal(self, call: Call, source: str) -> Refused | None:
        """Return why a caller may not make a call; None when it may."""


class Moto(DomainDispatcherApplication):
    """Moto's application, one request at a time: its dictionaries are not thread-safe."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Any:
        if environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage":
            return super().__call__(environ, start_response)
        with self._one_at_a_time:
            return super().__call__(environ, start_response)

    @functools.cache  # noqa: B019 (one, for as long as the process runs)
    def get_backend_for_host(self, host: str | None) -> Any:
        return super().get_backend_for_host(host)


def _hiding_missing(start_response: StartResponse) -> StartResponse:
    """Answer 403 for a missing object: to whom may not list a bucket, S3 does not say more."""

    def start(status: str, headers: Any, *rest: Any) -> Any:
        return start_response(
            "403 Forbidden" if status.startswith("404") else status, headers, *rest
        )

    return start


class Endpoint:
    """A WSGI application: `operations` by name answer themselves, moto all others."""

    def __init__(self, judge: Judge, operations: Mapping[str, Operation]) -> None:
        self._judge = judge
        self._operations = operations
        self._moto = Moto()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ["RAW_URI"] = environ.get("REQUEST_URI", environ["PATH_INFO"])
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        try:
            call, request = read_call(environ)
        except NotFound:
            start_response("404 Not Found", [("Content-Length", "0")])
            return []
        environ["wsgi.input"] = BytesIO(body)
        is_cloudfront = ip_address(environ.get("REMOTE_ADDR") or "0.0.0.0") in CLOUDFRONT  # noqa: S104
        source = environ.get(SOURCE_HEADER, "") if is_cloudfront else ""
        refused = self._judge.refusal(call, source)
        if refused is None and source:
            # moto gives nothing to whoever has not signed.
            environ["HTTP_AUTHORIZATION"] = _AS_ACCOUNT
            return self._moto(environ, _hiding_missing(start_response))  # type: ignore[no-any-return]
        if refused is None and call.name not in self._operations:
            return self._moto(environ, start_response)  # type: ignore[no-any-return]
        result: Any = refused
        if refused is None:
            try:
                result = self._operations[call.name](call)
            except Refused as error:
                result = error
            except Exception:  # noqa: BLE001 (the caller gets an answer)
                _log.exception("%s", call.name)
                result = Refused("InternalFailure", f"the rehearsal failed at {call.name}")
        status, headers, answer = serialized(call, result, request)
        if refused:
            status = 403
        headers["Content-Length"] = str(len(answer))
        start_response(f"{status} {'OK' if status < 300 else 'Error'}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer]


@contextmanager
def serving(
    endpoint: Endpoint, host: str, port: int, more: tuple[tuple[str, int], ...] = ()
) -> Iterator[str]:
    """Serve on an address, and on more, until the end of the with-statement; yield the URL."""
    servers = []
    try:
        for address in ((host, port), *more):
            server = Server(address, endpoint, numthreads=24, request_queue_size=256)
            server.prepare()
            servers.append(server)
            threading.Thread(target=server.serve, name="aws", daemon=True).start()
        yield f"http://{host}:{servers[0].bind_addr[1]}"
    finally:
        for server in servers:
            server.stop()
