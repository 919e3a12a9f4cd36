"""Telemetry: a span and a duration for each request, by the template of its route."""

import time
from collections.abc import Collection
from typing import Final

from aiohttp import web
from aiohttp.hdrs import METH_ALL
from aiohttp.typedefs import Handler, Middleware

from chassis import request_context, telemetry
from chassis.metrics import HTTP_SERVER

TRACEPARENT: Final = "traceparent"


def middlewares(untraced_paths: Collection[str]) -> list[Middleware]:
    """Return the middleware that records requests; none where telemetry is off.

    A request is a span, a child of the caller's if it sent `traceparent`; one for `untraced_paths`
    is only measured. Neither path nor query is recorded: both may hold personal data.
    """
    exporter = telemetry.exporter()
    if exporter is None:
        return []

    @web.middleware
    async def with_span(request: web.Request, handler: Handler) -> web.StreamResponse:
        attributes = _request_attributes(request)
        route = attributes.get("http.route", "")
        started = time.perf_counter()
        # Without a response: the client has left, or the process stops.
        outcome: dict[str, str | int] = {"error.type": "gone"}
        try:
            if route in untraced_paths:
                response = await handler(request)
                outcome = _response_attributes(response)
            else:
                name = f"{attributes['http.request.method']} {route}".rstrip()
                request_id = {"tienda.request_id": request_context.request_id.get()}
                traceparent = request.headers.get(TRACEPARENT, "")
                with exporter.server_span(name, attributes | request_id, traceparent) as span:
                    try:
                        response = await handler(request)
                        outcome = _response_attributes(response)
                    finally:
                        span.set_attributes(outcome)
                    if "error.type" in outcome:
                        exporter.fail(span, str(response.status))
            return response
        finally:
            exporter.record(HTTP_SERVER, time.perf_counter() - started, attributes | outcome)

    return [with_span]


def _request_attributes(request: web.Request) -> dict[str, str | int]:
    method = request.method if request.method in METH_ALL else "_OTHER"
    resource = request.match_info.route.resource
    route = {"http.route": resource.canonical} if resource else {}
    return {"http.request.method": method, "url.scheme": request.scheme, **route}


def _response_attributes(response: web.StreamResponse) -> dict[str, str | int]:
    failed = response.status >= web.HTTPInternalServerError.status_code
    error = {"error.type": str(response.status)} if failed else {}
    return {"http.response.status_code": response.status, **error}
