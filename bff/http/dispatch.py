"""From a request to an endpoint's handler, and from its answer to a response."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from aiohttp import web

from bff.clients.clients import Neighbours
from bff.errors.problems import Problem
from bff.http.admission import Gate
from bff.http.cookies import TOKEN, Cookies
from bff.http.endpoint import Answer, Call, Endpoint, Freshness, Identity, etag_of
from bff.http.language import language_of
from bff.http.multipart import Form
from bff.http.request_parsing import read_body, read_query
from chassis import request_context as current
from chassis.errors import DomainError, Kind

COOKIES: Final = web.RequestKey("cookies", Cookies)

_ETAG = re.compile(r'(?:W/)?("[^"]*")')


def serve(
    endpoint: Endpoint, neighbours: Neighbours, gate: Gate
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler of an endpoint, whose requests are let in by the gate."""

    async def answer_request(request: web.Request) -> web.StreamResponse:
        query = read_query(request, endpoint.query)
        cookies = request[COOKIES]
        token = _access_token(request, cookies, endpoint.identity)
        body: Any = await read_body(request, endpoint.body) if endpoint.body else None
        if endpoint.takes_image:
            body = Form(request)
        call: Call[Any, Any] = Call(
            query=query,
            body=body,
            path=request.match_info,
            headers=request.headers,
            language=language_of(request),
            cookies=cookies,
            neighbours=neighbours,
            is_customer=bool(token),
        )
        # Each request is a task of its own, so that nothing needs to be taken back.
        current.access_token.set(token)
        # Only now: who is slow to send a body takes no place meanwhile.
        with gate.place(endpoint):
            answer = await _in_time(endpoint, call)
        return _to_response(answer, endpoint, call)

    return answer_request


async def _in_time(endpoint: Endpoint, call: Call[Any, Any]) -> Answer:
    try:
        async with asyncio.timeout(endpoint.budget) as limit:
            # Calls to neighbours reach no further.
            current.deadline.set(limit.when())
            return await endpoint.handler(call)
    except TimeoutError:
        raise DomainError("the time is up", kind=Kind.TOO_LATE, reason="TOO_LATE") from None


def _access_token(request: web.Request, cookies: Cookies, identity: Identity) -> str:
    """Return the token of a program's header or of the browser's cookie; empty for a guest."""
    if identity is Identity.IGNORED:
        return ""
    header = request.headers.get("Authorization")
    if header is None:
        token = cookies.access_token
    else:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not TOKEN.fullmatch(token):
            raise Problem("not-signed-in")
    if not token and identity is not Identity.OPTIONAL:
        raise Problem("not-signed-in")
    return token


def _to_response(answer: Answer, endpoint: Endpoint, call: Call[Any, Any]) -> web.Response:
    freshness = endpoint.freshness
    if freshness.is_shared and "Authorization" in call.headers:
        # Who says who they are is working here, and wants things as they are.
        freshness = Freshness.CHECKED
    headers = {
        "Cache-Control": freshness.value,
        "Content-Language": call.language,
        **answer.headers,
    }
    if freshness is not Freshness.PERSONAL:
        headers["Vary"] = "Accept-Language"
    body, etag = answer.body, answer.etag
    if body is not None and not isinstance(body, bytes):
        body = msgspec.json.encode(body)
    if body is not None and etag is None and freshness is not Freshness.PERSONAL:
        etag = etag_of(body)
    if etag:
        headers["ETag"] = etag
        is_read = endpoint.method == "GET"
        if is_read and etag in _ETAG.findall(call.headers.get("If-None-Match", "")):
            return web.Response(status=web.HTTPNotModified.status_code, headers=headers)
    if body is None:
        return web.Response(status=endpoint.status, headers=headers)
    return web.Response(
        status=endpoint.status,
        body=body,
        content_type=endpoint.media_type,
        charset="utf-8",
        headers=headers,
    )
