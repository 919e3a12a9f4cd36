"""Telemetry: a span and a duration for each request, by the template of its route."""

import time
from typing import Final

from aiohttp import web
from aiohttp.hdrs import METH_ALL
from aiohttp.typedefs import Handler, Middleware

from chassis import request_context, telemetry
from chassis.metrics import HTTP_SERVER

TRACEPARENT: Final = "traceparent"
_HEALTH_CHECKS: Final = {"/healthz", "/readyz"}
"""Load balancers request these all day: they are measured, but not traced."""


def middlewares() -> list[Middleware]:
    """Return the middleware that records requests; none where telemetry is off."""
    return [with_span] if telemetry.exporter() else []


@web.middleware
async def with_span(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Record a request as a span, a child of the caller's if it sent `traceparent`.

    Neither the path nor the query is recorded: both may hold personal data.
    """
    exporter = telemetry.exporter()
    assert exporter is not None, "it is only added where there is one"
    resource = request.match_info.route.resource
    route = resource.canonical if resource else ""
    method = request.method if request.method in METH_ALL else "_OTHER"
    attributes: dict[str, str | int] = {"http.request.method": method, "url.scheme": request.scheme}
    if route:
        attributes["http.route"] = route
    started = time.perf_counter()
    # Unless there is a response: the client has left, or the process stops.
    outcome: dict[str, str | int] = {"error.type": "gone"}
    try:
        if route in _HEALTH_CHECKS:
            response = await handler(request)
            outcome = _outcome_of(response)
        else:
            span_attributes = attributes | {"tienda.request_id": request_context.request_id.get()}
            traceparent = request.headers.get(TRACEPARENT, "")
            name = f"{method} {route}".rstrip()
            with exporter.server_span(name, span_attributes, traceparent) as span:
                try:
                    response = await handler(request)
                    outcome = _outcome_of(response)
                finally:
                    span.set_attributes(outcome)
                if "error.type" in outcome:
                    exporter.fail(span, str(response.status))
        return response
    finally:
        exporter.record(HTTP_SERVER, time.perf_counter() - started, attributes | outcome)


def _outcome_of(response: web.StreamResponse) -> dict[str, str | int]:
    failed = response.status >= web.HTTPInternalServerError.status_code
    error = {"error.type": str(response.status)} if failed else {}
    return {"http.response.status_code": response.status, **error}
