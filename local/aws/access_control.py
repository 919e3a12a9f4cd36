"""Access control, which moto lacks.

Requests of other sites' pages are denied, and those of other users of the machine, who may only
follow links to objects. For the private bucket, a request must be signed, in its headers or in its
URL: a presigned link. Headers are accepted as they are, as moto does; of a link, the signature and
the expiry are verified.
"""

import hmac
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape  # nosec B406  # writes, reads none

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chassis.clock import Clock
from local import aws
from local.aws.browsers import is_object_read, page_error

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SIGNATURE = "X-Amz-Signature"
_TIME = "%Y%m%dT%H%M%SZ"


PEER_IS_OWN = "tienda.peer_is_own"
"""Whether the client is run by the store's own user; in the environ of each request."""


def guarded(
    application: Application, bucket: str, clock: Clock, hosts: Collection[str] = ()
) -> Application:
    """Return `application` with unauthorised requests denied; `hosts` are its own names."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        denial = _caller_denial(environ, hosts) or _denial(environ, bucket, clock())
        if not denial:
            return application(environ, start_response)
        code, message = denial
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        ).encode()
        headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
        start_response("403 Forbidden", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return serve


def _caller_denial(environ: dict[str, Any], hosts: Collection[str]) -> tuple[str, str] | None:
    if why := page_error(environ, hosts):
        return "AccessDenied", why
    if not environ.get(PEER_IS_OWN, True) and not is_object_read(environ):
        return "AccessDenied", "The store belongs to another user of this machine"
    return None


def _denial(environ: dict[str, Any], bucket: str, now: datetime) -> tuple[str, str] | None:
    if not _mentions(environ, bucket) or "HTTP_AUTHORIZATION" in environ:
        return None
    return _link_error(environ, now)


def _mentions(environ: dict[str, Any], bucket: str) -> bool:
    # Moto accepts /bucket/key, bucket.host/key in any case, and a bucket to copy from. A name that
    # only contains the bucket's counts too: it is safer to deny.
    names = ("PATH_INFO", "HTTP_HOST", "HTTP_X_AMZ_COPY_SOURCE")
    return any(bucket in unquote(environ.get(name, "")).lower() for name in names)


def _link_error(environ: dict[str, Any], now: datetime) -> tuple[str, str] | None:
    path, _, query = environ["REQUEST_URI"].partition("?")
    link = {name: values[0] for name, values in parse_qs(query).items()}
    if _SIGNATURE not in link:
        return "AccessDenied", "Access Denied"
    try:
        signed = datetime.strptime(link["X-Amz-Date"], _TIME).replace(tzinfo=UTC)
        lifetime = timedelta(seconds=int(link["X-Amz-Expires"]))
    except (KeyError, ValueError, OverflowError):
        return "AuthorizationQueryParametersError", "The URL is not signed correctly"
    if signed + lifetime < now:
        return "AccessDenied", "Request has expired"
    # The rest of the query is signed: an added parameter makes the signature invalid.
    own = f"{_SIGNATURE}={link[_SIGNATURE]}"
    unsigned = "&".join(part for part in query.split("&") if part != own)
    expected = _signature(environ, f"{path}?{unsigned}", link["X-Amz-Date"])
    if not hmac.compare_digest(expected.encode(), link[_SIGNATURE].encode()):
        return "SignatureDoesNotMatch", "The signature does not match the request"
    return None


def _signature(environ: dict[str, Any], target: str, signed_at: str) -> str:
    """Return the signature that the link should have."""
    host = environ.get("HTTP_HOST", "")
    keys = aws.credentials("")
    signer = S3SigV4QueryAuth(
        Credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"]), "s3", aws.REGION
    )
    request = AWSRequest(
        method=environ["REQUEST_METHOD"], url=f"http://{host}{target}", headers={"host": host}
    )
    request.context["timestamp"] = signed_at
    to_sign = signer.string_to_sign(request, signer.canonical_request(request))
    signature: str = signer.signature(to_sign, request)
    return signature
