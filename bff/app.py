"""Puts the application together; what starts it and what tests it build it alike."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from aiohttp import web

from bff.clients.clients import Neighbours
from bff.http import telemetry
from bff.http.admission import Gate
from bff.http.client_address import Network
from bff.http.dispatch import serve
from bff.http.endpoint import Endpoint
from bff.http.in_flight import Traffic
from bff.http.middlewares import (
    with_access_log,
    with_client_address,
    with_cookies,
    with_front,
    with_problems,
    with_request_id,
    with_safety,
)
from bff.http.response_headers import put_common_headers
from bff.http.static import Front
from bff.openapi import document
from bff.routes import endpoints as all_endpoints
from bff.site.health import Operations
from bff.site.media_proxy import Media
from bff.site.sitemap import Sitemap
from chassis.concurrency_limit import MAX_CONCURRENT


@dataclass(frozen=True)
class Options:
    """How this process serves."""

    cookie_secure: bool = False
    trusted_origins: Collection[str] = field(default_factory=frozenset)
    trusted_proxies: Sequence[Network] = ()
    proxies_beyond: int = 0
    """Where the load balancers are, whose X-Forwarded-For is believed."""
    web_dir: Path | None = None
    """The built front, where this process is to serve it."""
    shop_origin: str | None = None
    """Where shoppers find the shop, "https://shop.example"; else where they are asking."""
    media_origin: str | None = None
    """The media bucket, where this process is to pass pictures on."""
    most_at_once: int = MAX_CONCURRENT
    """Requests that are served side by side."""


@dataclass(frozen=True)
class Built:
    """The application, and what its start and end need to reach."""

    app: web.Application
    traffic: Traffic
    gate: Gate


def build(neighbours: Neighbours, options: Options) -> Built:
    """Build the application; it closes the neighbours' channels at its end."""
    traffic = Traffic()
    operations = Operations(lambda: document.encode(table, version("tienda")), traffic)
    table = all_endpoints(operations, Sitemap(options.shop_origin))
    gate = Gate(options.most_at_once, {one.path for one in table if one.spared})
    app = web.Application(
        middlewares=[
            traffic.count,
            with_request_id,
            *telemetry.middlewares(),
            with_client_address(options.trusted_proxies, options.proxies_beyond),
            with_access_log,
            with_cookies(secure=options.cookie_secure),
            with_problems,
            with_safety(options.trusted_origins),
        ]
    )
    app.on_response_prepare.append(_before_sending(options))
    _route(app, table, neighbours, gate)
    if options.media_origin:
        media = Media(options.media_origin)
        app.cleanup_ctx.append(media.run)
        app.router.add_get("/media/{key:.+}", media.answer)
    if options.web_dir:
        taken = {endpoint.path.split("/")[1] for endpoint in table} | {"media"}
        app.middlewares.append(with_front(Front(options.web_dir), taken, options.shop_origin))

    async def close(_: web.Application) -> None:
        await neighbours.close()

    app.on_cleanup.append(close)
    return Built(app, traffic, gate)


def _route(
    app: web.Application, table: Sequence[Endpoint], neighbours: Neighbours, gate: Gate
) -> None:
    by_path: dict[str, list[Endpoint]] = {}
    for endpoint in table:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    for path, endpoints in by_path.items():
        taken: set[str] = set()
        for endpoint in endpoints:
            handler = serve(endpoint, neighbours, gate)
            for method in ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,):
                app.router.add_route(method, path, handler)
                taken.add(method)
        # Else /products/suggest would be a product called "suggest" to the methods that it lacks.
        app.router.add_route("*", path, _refuse_all_but(taken))


def _refuse_all_but(methods: Collection[str]) -> Callable[[web.Request], Awaitable[NoReturn]]:
    async def refuse_method(request: web.Request) -> NoReturn:
        raise web.HTTPMethodNotAllowed(request.method, methods)

    return refuse_method


def _before_sending(
    options: Options,
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def put(request: web.Request, response: web.StreamResponse) -> None:
        is_tls = options.cookie_secure or request.headers.get("X-Forwarded-Proto") == "https"
        put_common_headers(response, over_tls=is_tls)

    return put
