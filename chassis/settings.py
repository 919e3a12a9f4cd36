"""Settings that services have in common."""

import re
from dataclasses import dataclass
from typing import Any

from chassis.config import setting
from chassis.db.settings import DatabaseSettings
from chassis.rpc.concurrency_limit import MAX_CONCURRENT
from chassis.rpc.connection_age import MAX_CONNECTION_AGE

TARGET = "host:port; more than one with commas between"
_ADDRESS = re.compile(r"[^\s:,]+:\d{1,5}")


def is_address(text: str) -> bool:
    """Whether the text is "host:port"."""
    return _ADDRESS.fullmatch(text) is not None


def is_target(text: str) -> bool:
    """Whether the text is "host:port", or several of them separated by commas."""
    return all(map(is_address, text.split(",")))


def most_at_once() -> Any:
    """Return the setting MOST_AT_ONCE, the limit of concurrent requests."""
    return setting(
        default=MAX_CONCURRENT,
        help="concurrent requests, 1 to 10000; more are refused at once",
        check=lambda n: 1 <= n <= 10_000,  # noqa: PLR2004
    )


@dataclass(frozen=True, kw_only=True)
class ServerSettings(DatabaseSettings):
    """The settings of a gRPC server with a database."""

    listen: str = setting(help="address to serve on, host:port", check=is_address)
    database_pool_size: int = setting(
        default=10,
        help="connections, 2 to 100",
        check=lambda n: 2 <= n <= 100,  # noqa: PLR2004
    )
    most_at_once: int = most_at_once()
    drain_notice: float = setting(
        default=0.0, help="seconds between NOT_SERVING and the stop", check=lambda n: n >= 0
    )
    max_connection_age: float = setting(
        default=MAX_CONNECTION_AGE,
        help="seconds after which a client must connect, and so resolve, again, 1 to 1000000",
        check=lambda n: 1 <= n <= 1_000_000,  # noqa: PLR2004
    )
    log_level: str = setting(
        default="INFO",
        help="DEBUG, INFO, WARNING or ERROR",
        check=lambda s: s in {"DEBUG", "INFO", "WARNING", "ERROR"},
    )


@dataclass(frozen=True, kw_only=True)
class ServiceSettings(ServerSettings):
    """The settings of every service but users itself: with the address of users."""

    users_address: str = setting(help=f"address of users, {TARGET}", check=is_target)
    neighbour_tls: bool = setting(default=False, help="true to call the neighbours over TLS")
