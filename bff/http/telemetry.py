"""What an operator sees of requests: a span and a duration each, by the route's template."""

import time
from typing import Final

from aiohttp import web
from aiohttp.hdrs import METH_ALL
from aiohttp.typedefs import Handler, Middleware

from chassis import request_context as current
from chassis import telemetry
from chassis.metrics import HTTP_SERVER

TRACEPARENT: Final = "traceparent"
_CHECKS: Final = {"/healthz", "/readyz"}
"""Load balancers ask these all day: they are counted, and are no traces."""


def middlewares() -> list[Middleware]:
    """Return what shows each request; nothing where nothing is sent."""
    return [with_span] if telemetry.sink() else []


@web.middleware
async def with_span(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show a request as a span, below that of a caller who names one.

    Neither the path nor its query is told: both may name a person.
    """
    sink = telemetry.sink()
    assert sink is not None, "it is asked for only where there is one"
    resource = request.match_info.route.resource
    route = resource.canonical if resource else ""
    method = request.method if request.method in METH_ALL else "_OTHER"
    told: dict[str, str | int] = {"http.request.method": method, "url.scheme": request.scheme}
    if route:
        told["http.route"] = route
    began = time.perf_counter()
    ending: dict[str, str | int] = {"error.type": "gone"}
    """Unless it is answered: the shopper has left, or the process stops."""
    try:
        if route in _CHECKS:
            response = await handler(request)
            ending = _ending(response)
        else:
            asked = {**told, "tienda.request_id": current.request_id.get()}
            given = request.headers.get(TRACEPARENT, "")
            with sink.serving(f"{method} {route}".rstrip(), asked, given) as span:
                try:
                    response = await handler(request)
                    ending = _ending(response)
                finally:
                    span.set_attributes(ending)
                if "error.type" in ending:
                    sink.fail(span, str(response.status))
        return response
    finally:
        sink.tell(HTTP_SERVER, time.perf_counter() - began, told | ending)


def _ending(response: web.StreamResponse) -> dict[str, str | int]:
    failed = response.status >= web.HTTPInternalServerError.status_code
    error = {"error.type": str(response.status)} if failed else {}
    return {"http.response.status_code": response.status, **error}
