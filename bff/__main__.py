"""Starts the backend-for-frontend."""

import asyncio
import logging
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bff.app import Options, build
from bff.clients.clients import Neighbours
from bff.http.client_address import networks_in
from bff.http.server import Runner
from chassis import logs, loop, telemetry
from chassis.config import load_or_exit, setting
from chassis.settings import TARGET, is_address, is_target, most_at_once
from chassis.signals import stop_signal

GRACE = 10.0
"""Seconds that requests under way get to finish in."""

LAST_WORDS = 1.0
"""Seconds that those which are not done by then get on top."""

_log = logging.getLogger("tienda.server")


def is_origin(text: str) -> bool:
    """Whether it reads "scheme://host" or "scheme://host:port"."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and text == f"{parts.scheme}://{parts.netloc}"


def origins_in(text: str) -> frozenset[str]:
    """Read a list of origins, with commas between them."""
    return frozenset(filter(None, (one.strip() for one in text.split(","))))


def are_networks(text: str) -> bool:
    """Whether it reads as networks with commas between them."""
    try:
        networks_in(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Settings:
    """What the backend-for-frontend reads from the environment."""

    listen: str = setting(help="address to serve on, host:port", check=is_address)
    catalog_address: str = setting(help=f"where catalog answers, {TARGET}", check=is_target)
    orders_address: str = setting(help=f"where orders answers, {TARGET}", check=is_target)
    users_address: str = setting(help=f"where users answers, {TARGET}", check=is_target)
    neighbour_tls: bool = setting(default=False, help="true to call the neighbours over TLS")
    web_dir: Path | None = setting(
        default=None,
        help="folder of the built front, with index.html, to serve it from here",
        check=lambda folder: (folder / "index.html").is_file(),
    )
    media_origin: str | None = setting(
        default=None,
        help="base URL of the media bucket, to pass pictures on from here",
        check=lambda url: urlsplit(url).scheme in {"http", "https"},
    )
    shop_origin: str | None = setting(
        default=None,
        help="where shoppers find the shop, https://shop.example, for its sitemap",
        check=is_origin,
    )
    cookie_secure: bool = setting(
        default=False, help="true to mark cookies Secure even where TLS ends before this process"
    )
    trusted_origins: str = setting(
        default="",
        help="origins of pages that may change things, https://shop.example, commas between",
        check=lambda text: all(map(is_origin, origins_in(text))),
    )
    trusted_proxies: str = setting(
        default="",
        help="networks of the load balancers before this one, 10.0.0.0/16, commas between; only"
        " theirs is the X-Forwarded-For that is believed",
        check=are_networks,
    )
    proxies_beyond: int = setting(
        default=0,
        help="how many proxies stand before those, let in by them alone; 1 for CloudFront",
        check=lambda n: n >= 0,
    )
    most_at_once: int = most_at_once()
    drain_notice: float = setting(
        default=0.0, help="seconds between not ready and the stop", check=lambda n: n >= 0
    )
    log_level: str = setting(
        default="INFO",
        help="DEBUG, INFO, WARNING or ERROR",
        check=lambda s: s in {"DEBUG", "INFO", "WARNING", "ERROR"},
    )


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way. Raise OSError."""
    stop = stop_signal()
    telemetry.start("bff")
    neighbours = Neighbours.connect(
        catalog=settings.catalog_address,
        orders=settings.orders_address,
        users=settings.users_address,
        tls=settings.neighbour_tls,
    )
    built = build(
        neighbours,
        Options(
            cookie_secure=settings.cookie_secure,
            trusted_origins=origins_in(settings.trusted_origins),
            trusted_proxies=networks_in(settings.trusted_proxies),
            proxies_beyond=settings.proxies_beyond,
            shop_origin=settings.shop_origin,
            web_dir=settings.web_dir,
            media_origin=settings.media_origin,
            most_at_once=settings.most_at_once,
        ),
    )
    runner = Runner(built.app, built.gate, grace=LAST_WORDS)
    await runner.setup()
    try:
        host, _, port = settings.listen.rpartition(":")
        site = web.TCPSite(runner, host, int(port))
        await site.start()
        _log.info("listening", extra={"port": runner.addresses[0][1]})
        await stop.wait()
        _log.info("draining")
        built.traffic.is_draining = True
        await asyncio.sleep(settings.drain_notice)
        await site.stop()
        # The runner's own end drops requests whose bodies are still on their way.
        await built.traffic.settle(GRACE)
    finally:
        await runner.cleanup()


def allow_many_connections() -> None:
    """Have as many files as the system allows: past the usual 1,024 new connections are cut."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    """Run the backend-for-frontend."""
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
