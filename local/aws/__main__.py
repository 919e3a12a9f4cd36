"""`python -m local.aws`: serves the endpoint until it is killed."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cheroot.server import HTTPConnection
from cheroot.wsgi import Gateway_10, Server

from chassis.config import load_or_exit, setting
from chassis.settings import is_address
from local.aws.access_control import PEER_IS_OWN
from local.aws.endpoint import build
from local.aws.peers import is_own_peer
from local.state import UMASK

THREADS = 32
"""Requests at a time: a worker of orders has twenty messages in flight, and one of catalog keeps a
long poll open."""
QUEUE = 128
"""Connections that may wait to be accepted."""
IDLE = 60
"""Seconds that an idle connection is kept open."""


@dataclass(frozen=True)
class Settings:
    """The settings of the endpoint."""

    listen: str = setting(help="address to serve on, host:port", check=is_address)
    s3_folder: Path = setting(help="folder that keeps the buckets' objects")


class _Connection(HTTPConnection):
    @cached_property
    def peer_is_own(self) -> bool:
        """Whether the client is run by the store's own user; once a connection."""
        return is_own_peer((self.remote_addr, self.remote_port), self.socket.getsockname()[:2])


class _Gateway(Gateway_10):
    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]  # cheroot says None
        """Return the environ of a request, with whose client it is."""
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        return {**environ, PEER_IS_OWN: self.req.conn.peer_is_own}


def main() -> None:
    """Serve. Every change is on disk before its response, so there is nothing to close."""
    settings = load_or_exit(Settings)
    # Receipts and pictures: also where it was not the store that started it.
    os.umask(UMASK)
    host, port = settings.listen.split(":")
    # Not moto's own server, which closes each connection after its response; AWS keeps them open.
    server = Server(
        (host, int(port)),
        build(settings.s3_folder, host),
        numthreads=THREADS,
        request_queue_size=QUEUE,
        timeout=IDLE,
    )
    server.ConnectionClass = _Connection
    server.gateway = _Gateway
    server.start()


if __name__ == "__main__":
    main()
