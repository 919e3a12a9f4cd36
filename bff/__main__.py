"""Read the settings, connect to the services and serve until a signal: `python -m bff`."""

import asyncio
import logging
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bff.app import Options, build_app
from bff.clients.clients import Clients
from bff.http.client_address import parse_networks
from bff.http.server import Runner
from bff.site.well_known import is_contact
from chassis import logs, loop, telemetry
from chassis.config import load_or_exit, setting
from chassis.settings import TARGET, is_address, is_target, most_at_once
from chassis.signals import stop_signal

SHUTDOWN_GRACE = 10.0
"""Seconds that requests in flight get to finish."""

CLOSE_GRACE = 1.0
"""Seconds more, after which the remaining requests are cancelled."""

_log = logging.getLogger("tienda.server")


def is_origin(text: str) -> bool:
    """Return whether the text is "scheme://host" or "scheme://host:port"."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and text == f"{parts.scheme}://{parts.netloc}"


def parse_origins(text: str) -> frozenset[str]:
    """Parse origins separated by commas."""
    return frozenset(filter(None, (origin.strip() for origin in text.split(","))))


def is_network_list(text: str) -> bool:
    """Return whether the text is a list of networks separated by commas."""
    try:
        parse_networks(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Settings:
    """The settings of the backend-for-frontend, from the environment."""

    listen: str = setting(help="address to serve on, host:port", check=is_address)
    catalog_address: str = setting(help=f"address of catalog, {TARGET}", check=is_target)
    orders_address: str = setting(help=f"address of orders, {TARGET}", check=is_target)
    users_address: str = setting(help=f"address of users, {TARGET}", check=is_target)
    neighbour_tls: bool = setting(default=False, help="true to call the services over TLS")
    web_dir: Path | None = setting(
        default=None,
        help="folder of the built front, with index.html, to serve it from here",
        check=lambda folder: (folder / "index.html").is_file(),
    )
    media_origin: str | None = setting(
        default=None,
        help="base URL of the media bucket, to serve its pictures from here",
        check=lambda url: urlsplit(url).scheme in {"http", "https"},
    )
    shop_origin: str | None = setting(
        default=None,
        help="public origin of the shop, https://shop.example, for its sitemap",
        check=is_origin,
    )
    security_contact: str | None = setting(
        default=None,
        help="whom to tell of a vulnerability, mailto:security@shop.example, for security.txt",
        check=is_contact,
    )
    cookie_secure: bool = setting(
        default=False, help="true to mark cookies Secure even where TLS ends before this process"
    )
    trusted_origins: str = setting(
        default="",
        help="origins whose pages may send changes, https://shop.example, separated by commas",
        check=lambda text: all(map(is_origin, parse_origins(text))),
    )
    trusted_proxies: str = setting(
        default="",
        help="networks of the load balancers, 10.0.0.0/16, separated by commas; X-Forwarded-For is"
        " believed from them alone",
        check=is_network_list,
    )
    proxies_beyond: int = setting(
        default=0,
        help="how many proxies stand before the load balancers, which must accept requests from"
        " these alone; 1 for CloudFront",
        check=lambda n: n >= 0,
    )
    most_at_once: int = most_at_once()
    drain_notice: float = setting(
        default=0.0,
        help="seconds to answer not ready before the stop",
        check=lambda n: n >= 0,
    )
    log_level: str = setting(
        default="INFO",
        help="DEBUG, INFO, WARNING or ERROR",
        check=lambda s: s in {"DEBUG", "INFO", "WARNING", "ERROR"},
    )


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests in flight. Raise OSError."""
    stop = stop_signal()
    telemetry.start("bff")
    clients = Clients.connect(
        catalog=settings.catalog_address,
        orders=settings.orders_address,
        users=settings.users_address,
        tls=settings.neighbour_tls,
    )
    built = build_app(
        clients,
        Options(
            cookie_secure=settings.cookie_secure,
            trusted_origins=parse_origins(settings.trusted_origins),
            trusted_proxies=parse_networks(settings.trusted_proxies),
            proxies_beyond=settings.proxies_beyond,
            shop_origin=settings.shop_origin,
            security_contact=settings.security_contact,
            web_dir=settings.web_dir,
            media_origin=settings.media_origin,
            most_at_once=settings.most_at_once,
        ),
    )
    runner = Runner(built.app, built.admission, grace=CLOSE_GRACE)
    await runner.setup()
    try:
        host, _, port = settings.listen.rpartition(":")
        site = web.TCPSite(runner, host, int(port))
        await site.start()
        _log.info("listening", extra={"port": runner.addresses[0][1]})
        await stop.wait()
        _log.info("draining")
        built.in_flight.is_draining = True
        await asyncio.sleep(settings.drain_notice)
        await site.stop()
        # runner.cleanup() drops requests whose bodies are still arriving, so wait before it.
        await built.in_flight.wait_until_idle(SHUTDOWN_GRACE)
    finally:
        await runner.cleanup()


def allow_many_connections() -> None:
    """Raise the limit on open files: past the usual 1,024, new connections are refused."""
    _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))


def main() -> None:
    """Run the server."""
    settings = load_or_exit(Settings)
    logs.configure("bff", settings.log_level)
    allow_many_connections()
    try:
        loop.run(serve(settings))
    except OSError as error:
        print(f"cannot listen on {settings.listen}: {error.strerror}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
