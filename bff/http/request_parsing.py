"""Check a request's URL, and parse its query and its JSON body."""

import asyncio
import re
from typing import Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec
from aiohttp import web

from bff.errors.problems import FieldError, Problem
from bff.http.normalization import convert_normalized
from bff.http.repeated_names import has_map, repeated_names
from chassis.json_depth import is_too_deep
from chassis.violations import Code

MAX_BODY_BYTES: Final = 64 * 1024
MAX_URL_BYTES: Final = 8 * 1024
BODY_TIMEOUT: Final = 15.0
"""Seconds for the whole body to arrive."""

S = TypeVar("S", bound=msgspec.Struct)

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CHARSETS = {"utf-8", "utf8"}


def check_url(request: web.BaseRequest) -> None:
    """Refuse a URL that is too long, or whose percent-encoding is not UTF-8 text. Raise Problem."""
    raw = request.raw_path
    if len(raw) > MAX_URL_BYTES:
        raise Problem("uri-too-long")
    path, _, query = raw.partition("?")
    try:
        text = unquote_to_bytes(path).decode()
        # Control characters in the query are left to the schema of each parameter.
        unquote_to_bytes(query).decode()
    except UnicodeError:
        raise Problem("malformed-url") from None
    if _BROKEN_ESCAPE.search(raw) or _CONTROL.search(text):
        raise Problem("malformed-url")


def read_query(request: web.BaseRequest, schema: type[S]) -> S:
    """Parse the query. Raise invalid-request or unknown-field with every violation."""
    query = request.query
    repeated = sorted({name for name in query if len(query.getall(name)) > 1})
    if repeated:
        raise _refusal([FieldError(f"/{name}", Code.REPEATED) for name in repeated])
    values = dict(query)
    try:
        return msgspec.convert(values, schema, strict=False)
    except msgspec.ValidationError:
        return _normalized(values, schema, strict=False)


async def read_body(request: web.BaseRequest, schema: type[S]) -> S:
    """Parse the JSON body. Raise a Problem with every violation."""
    if request.content_type != "application/json" or (
        (request.charset or "utf-8").lower() not in _CHARSETS
        or request.headers.get("Content-Encoding", "identity") != "identity"
    ):
        raise Problem("unsupported-media-type", headers={"Accept": "application/json"})
    body = await _read(request)
    if is_too_deep(body):
        raise Problem("malformed-json")
    try:
        value = msgspec.json.decode(body, type=schema)
    except msgspec.ValidationError:
        value = _normalized(_decode(body), schema, strict=True)
    except (msgspec.DecodeError, UnicodeError):
        raise Problem("malformed-json") from None
    if has_map(schema) and (repeated := repeated_names(body)):
        raise _refusal([FieldError(pointer, Code.REPEATED) for pointer in repeated])
    return value


async def _read(request: web.BaseRequest) -> bytes:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise Problem("payload-too-large")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise Problem("payload-too-large")
    except TimeoutError:
        raise Problem("request-timeout", headers={"Connection": "close"}) from None
    except web.RequestPayloadError:
        raise Problem("malformed-request", headers={"Connection": "close"}) from None
    return bytes(body)


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.ValidationError:
        # A number out of msgspec's range is well-formed JSON, but fits no schema.
        raise Problem("invalid-request") from None
    except (msgspec.DecodeError, UnicodeError):
        raise Problem("malformed-json") from None


def _normalized(values: Any, schema: type[S], *, strict: bool) -> S:
    """Return what values that do not fit are when normalized. Raise with what is still wrong."""
    result = convert_normalized(values, schema, strict=strict)
    if isinstance(result, list):
        raise _refusal(result)
    return result


def _refusal(errors: list[FieldError]) -> Problem:
    only_unknown = all(error.code is Code.UNKNOWN_FIELD for error in errors)
    return Problem("unknown-field" if only_unknown else "invalid-request", field_errors=errors)
