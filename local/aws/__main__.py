"""`python -m local.aws`: serves the endpoint until it is killed."""

import os
from dataclasses import dataclass
from pathlib import Path

from cheroot.wsgi import Server

from chassis.config import load_or_exit, setting
from chassis.settings import is_address
from local.aws.endpoint import build
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


def main() -> None:
    """Serve. Every change is on disk before its response, so there is nothing to close."""
    settings = load_or_exit(Settings)
    # Receipts and pictures: also where it was not the store that started it.
    os.umask(UMASK)
    host, port = settings.listen.split(":")
    # Not moto's own server, which closes each connection after its response; AWS keeps them open.
    server = Server(
        (host, int(port)),
        build(settings.s3_folder),
        numthreads=THREADS,
        request_queue_size=QUEUE,
        timeout=IDLE,
    )
    server.start()


if __name__ == "__main__":
    main()
