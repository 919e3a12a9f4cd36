"""Dispatch a request to its endpoint's handler, and build the HTTP response."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from aiohttp import web

from bff.clients.clients import Clients
from bff.errors.problems import Problem
from bff.http.admission import AdmissionControl
from bff.http.cookies import TOKEN_PATTERN, Cookies
from bff.http.endpoint import (
    Authentication,
    CacheControl,
    Endpoint,
    Request,
    Response,
    etag_of,
)
from bff.http.language import request_language
from bff.http.multipart import ImageForm
from bff.http.request_parsing import read_body, read_query
from bff.schemas import Query
from chassis import request_context
from chassis.errors import DomainError, Kind

COOKIES: Final = web.RequestKey("cookies", Cookies)

_ETAG = re.compile(r'(?:W/)?("[^"]*")')


def dispatcher(
    endpoint: Endpoint, clients: Clients, admission: AdmissionControl
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler of an endpoint."""

    async def dispatch(http_request: web.Request) -> web.StreamResponse:
        query = read_query(http_request, endpoint.query)
        cookies = http_request[COOKIES]
        access_token = _access_token(http_request, cookies, endpoint.authentication, query)
        body: Any = None
        if endpoint.body and (http_request.body_exists or not endpoint.body_optional):
            body = await read_body(http_request, endpoint.body)
        if endpoint.takes_image:
            body = ImageForm(http_request)
        request: Request[Any, Any] = Request(
            query=query,
            body=body,
            path=http_request.match_info,
            headers=http_request.headers,
            language=request_language(http_request),
            cookies=cookies,
            clients=clients,
            has_access_token=bool(access_token),
        )
        # Each request is a task of its own, so the variable needs no reset.
        request_context.access_token.set(access_token)
        # Only now that the body is read: a slow sender must not hold a slot.
        with admission.admit(endpoint):
            response = await _handle_in_time(endpoint, request)
        return _to_http(response, endpoint, request)

    return dispatch


async def _handle_in_time(endpoint: Endpoint, request: Request[Any, Any]) -> Response:
    try:
        async with asyncio.timeout(endpoint.time_budget) as limit:
            # No call to a service waits past this deadline.
            request_context.deadline.set(limit.when())
            return await endpoint.handler(request)
    except TimeoutError:
        raise DomainError("the time is up", kind=Kind.TOO_LATE, reason="TOO_LATE") from None


def _access_token(
    http_request: web.Request, cookies: Cookies, authentication: Authentication, query: Query
) -> str:
    """Return the token of Authorization, else of the cookie; empty for a guest."""
    if authentication is Authentication.IGNORED:
        return ""
    header = http_request.headers.get("Authorization")
    if authentication is Authentication.ADMIN_VIEW and not query.is_for_admins:
        # A browser's cookie does not count here: what it sees, a cache may show to all.
        scheme, _, token = (header or "").partition(" ")
        return token if scheme.lower() == "bearer" and TOKEN_PATTERN.fullmatch(token) else ""
    if header is None:
        token = cookies.access_token
    else:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not TOKEN_PATTERN.fullmatch(token):
            raise Problem("not-signed-in")
    if not token and authentication is not Authentication.OPTIONAL:
        raise Problem("not-signed-in")
    return token


def _to_http(response: Response, endpoint: Endpoint, request: Request[Any, Any]) -> web.Response:
    cache_control = endpoint.cache_control
    if cache_control.is_shared and (
        "Authorization" in request.headers or request.query.is_for_admins
    ):
        # Who authenticates manages the shop, and must see current data.
        cache_control = CacheControl.PRIVATE_NO_CACHE
    headers = {
        "Cache-Control": cache_control.value,
        "Content-Language": request.language,
        **response.headers,
    }
    if cache_control is not CacheControl.NO_STORE:
        headers["Vary"] = "Accept-Language"
    body, etag = response.body, response.etag
    if body is not None and not isinstance(body, bytes):
        body = msgspec.json.encode(body)
    if body is not None and etag is None and cache_control is not CacheControl.NO_STORE:
        etag = etag_of(body)
    if etag:
        headers["ETag"] = etag
        is_read = endpoint.method == "GET"
        if is_read and etag in _ETAG.findall(request.headers.get("If-None-Match", "")):
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
