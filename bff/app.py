"""Build the aiohttp application; `__main__` and the tests build it with the same function."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from aiohttp import web
from aiohttp.typedefs import Middleware

from bff.clients.clients import Clients
from bff.http import telemetry
from bff.http.admission import AdmissionControl
from bff.http.client_address import Network
from bff.http.dispatch import dispatcher
from bff.http.endpoint import Endpoint
from bff.http.in_flight import InFlightRequests
from bff.http.middlewares import (
    with_access_log,
    with_client_address,
    with_cookies,
    with_problems,
    with_request_checks,
    with_request_id,
)
from bff.http.response_headers import add_common_headers
from bff.routes import all_endpoints
from bff.site.frontend import Frontend, with_frontend
from bff.site.media_proxy import MediaProxy
from bff.site.well_known import with_well_known
from chassis.clock import system_clock
from chassis.rpc.concurrency_limit import MAX_CONCURRENT


@dataclass(frozen=True)
class Options:
    """The options of an application."""

    cookie_secure: bool = False
    trusted_origins: Collection[str] = field(default_factory=frozenset)
    trusted_proxies: Sequence[Network] = ()
    """The networks of the load balancers, whose X-Forwarded-For is believed."""
    proxies_beyond: int = 0
    """How many more proxies stand before the load balancers."""
    web_dir: Path | None = None
    """The built front, if this process is to serve it."""
    shop_origin: str | None = None
    """The shop's public origin, "https://shop.example"; if None, the Host of each request."""
    security_contact: str | None = None
    """Whom to tell of a vulnerability: "mailto:security@shop.example"."""
    media_origin: str | None = None
    """The base URL of the media bucket, if this process is to proxy it."""
    most_at_once: int = MAX_CONCURRENT
    """The largest number of requests in flight."""


@dataclass(frozen=True)
class BuiltApp:
    """An application, and the parts that its server and its shutdown need."""

    app: web.Application
    in_flight: InFlightRequests
    admission: AdmissionControl


def build_app(clients: Clients, options: Options) -> BuiltApp:
    """Build the application; it closes the clients at its cleanup."""
    in_flight = InFlightRequests()
    endpoints = all_endpoints(in_flight, options.shop_origin)
    health_checks = {endpoint.path for endpoint in endpoints if endpoint.is_health_check}
    admission = AdmissionControl(options.most_at_once, exempt_paths=health_checks)
    app = web.Application(
        middlewares=[
            in_flight.count,
            with_request_id,
            *telemetry.middlewares(untraced_paths=health_checks),
            with_client_address(options.trusted_proxies, options.proxies_beyond),
            with_access_log,
            with_cookies(secure=options.cookie_secure),
            with_problems,
            with_well_known(options.security_contact, options.shop_origin, system_clock),
            *_frontend_middlewares(options, endpoints),
            with_request_checks(options.trusted_origins),
        ]
    )
    app.on_response_prepare.append(_header_signal(options))
    _add_routes(app, endpoints, clients, admission)
    if options.media_origin:
        media = MediaProxy(options.media_origin)
        app.cleanup_ctx.append(media.run)
        app.router.add_get("/media/{key:.+}", media.get_image)

    async def close_clients(_: web.Application) -> None:
        await clients.close()

    app.on_cleanup.append(close_clients)
    return BuiltApp(app, in_flight, admission)


def _frontend_middlewares(
    options: Options, endpoints: Sequence[Endpoint]
) -> tuple[Middleware, ...]:
    if options.web_dir is None:
        return ()
    api_prefixes = {endpoint.path.split("/")[1] for endpoint in endpoints} | {"media"}
    return (with_frontend(Frontend(options.web_dir), api_prefixes, options.shop_origin),)


def _add_routes(
    app: web.Application,
    endpoints: Sequence[Endpoint],
    clients: Clients,
    admission: AdmissionControl,
) -> None:
    by_path: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    for path, path_endpoints in by_path.items():
        allowed: set[str] = set()
        for endpoint in path_endpoints:
            handler = dispatcher(endpoint, clients, admission)
            for method in ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,):
                app.router.add_route(method, path, handler)
                allowed.add(method)
        # Otherwise DELETE /products/suggest would be routed to a product named "suggest".
        app.router.add_route("*", path, _refuse_other_methods(allowed))


def _refuse_other_methods(
    allowed: Collection[str],
) -> Callable[[web.Request], Awaitable[NoReturn]]:
    async def refuse_method(request: web.Request) -> NoReturn:
        raise web.HTTPMethodNotAllowed(request.method, allowed)

    return refuse_method


def _header_signal(
    options: Options,
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        is_tls = options.cookie_secure or request.headers.get("X-Forwarded-Proto") == "https"
        add_common_headers(response, over_tls=is_tls)

    return add_headers
