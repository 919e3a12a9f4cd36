"""Puts the application together; what starts it and what tests it build it alike."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from bff import openapi
from bff.client_address import Network
from bff.dispatch import serve
from bff.media import Media
from bff.middlewares import (
    with_access_log,
    with_client_address,
    with_cookies,
    with_front,
    with_problems,
    with_request_id,
    with_safety,
)
from bff.neighbours import Neighbours
from bff.operations import Operations
from bff.response_headers import put_common_headers
from bff.routes import endpoints
from bff.sitemap import Sitemap
from bff.static import Front
from bff.traffic import Traffic


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


@dataclass(frozen=True)
class Built:
    """The application, and what its start and end need to reach."""

    app: web.Application
    traffic: Traffic


def build(neighbours: Neighbours, options: Options) -> Built:
    """Build the application; it closes the neighbours' channels at its end."""
    traffic = Traffic()
    operations = Operations(lambda: openapi.encode(table, version("tienda")), traffic)
    table = endpoints(operations, Sitemap(options.shop_origin))
    app = web.Application(
        middlewares=[
            traffic.count,
            with_request_id,
            with_client_address(options.trusted_proxies, options.proxies_beyond),
            with_access_log,
            with_cookies(secure=options.cookie_secure),
            with_problems,
            with_safety(options.trusted_origins),
        ]
    )
    app.on_response_prepare.append(_before_sending(options))
    for endpoint in table:
        handler = serve(endpoint, neighbours)
        for method in ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,):
            app.router.add_route(method, endpoint.path, handler)
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
    return Built(app, traffic)


def _before_sending(
    options: Options,
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def put(request: web.Request, response: web.StreamResponse) -> None:
        is_tls = options.cookie_secure or request.headers.get("X-Forwarded-Proto") == "https"
        put_common_headers(response, over_tls=is_tls)

    return put
