"""Keeps the private bucket private, as S3 does and moto does not.

An object is given to who signs the request, in its headers or in the address: a link. Of headers
moto believes anything, and so does this; a link is held to its signature and to its time.
"""

import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chassis.clock import Clock
from local import aws

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SIGNATURE = "X-Amz-Signature"
_TIME = "%Y%m%dT%H%M%SZ"


def guarded(application: Application, bucket: str, clock: Clock) -> Application:
    """Answer `application`, with what it would give away of `bucket` refused."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        refusal = _refusal(environ, bucket, clock())
        if not refusal:
            return application(environ, start_response)
        code, message = refusal
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        ).encode()
        headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
        start_response("403 Forbidden", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return serve


def _refusal(environ: dict[str, Any], bucket: str, now: datetime) -> tuple[str, str] | None:
    path, _, query = environ["REQUEST_URI"].partition("?")
    # Clients of a bare IP address write /bucket/key; moto takes bucket.host/key as well.
    by_path = unquote(path).lstrip("/").partition("/")[0]
    by_host = environ.get("HTTP_HOST", "").partition(".")[0]
    if bucket not in (by_path, by_host) or "HTTP_AUTHORIZATION" in environ:
        return None
    link = {name: values[0] for name, values in parse_qs(query).items()}
    if _SIGNATURE not in link:
        return "AccessDenied", "Access Denied"
    try:
        signed = datetime.strptime(link["X-Amz-Date"], _TIME).replace(tzinfo=UTC)
        lasts = timedelta(seconds=int(link["X-Amz-Expires"]))
    except (KeyError, ValueError, OverflowError):
        return "AuthorizationQueryParametersError", "The address is not signed as it should be"
    if signed + lasts < now:
        return "AccessDenied", "Request has expired"
    expected = _signature(environ, path, query, link["X-Amz-Date"])
    if not hmac.compare_digest(expected.encode(), link[_SIGNATURE].encode()):
        return "SignatureDoesNotMatch", "The signature is not of this request"
    return None


def _signature(environ: dict[str, Any], path: str, query: str, signed_at: str) -> str:
    """Sign the request as whoever made the link should have."""
    keys = aws.credentials("")
    signer = S3SigV4QueryAuth(
        Credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"]), "s3", aws.REGION
    )
    unsigned = "&".join(part for part in query.split("&") if not part.startswith(_SIGNATURE))
    request = AWSRequest(
        method=environ["REQUEST_METHOD"],
        url=f"http://{environ['HTTP_HOST']}{path}?{unsigned}",
        headers={"host": environ["HTTP_HOST"]},
    )
    request.context["timestamp"] = signed_at
    to_sign = signer.string_to_sign(request, signer.canonical_request(request))
    signature: str = signer.signature(to_sign, request)
    return signature
