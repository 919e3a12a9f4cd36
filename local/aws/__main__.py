"""`python -m local.aws`: serves the endpoint until it is killed."""

from dataclasses import dataclass
from pathlib import Path

from cheroot.wsgi import Server

from chassis.config import load_or_exit, setting
from chassis.settings import is_address
from local.aws.endpoint import build

THREADS = 32
"""Requests at a time: a worker of orders has twenty letters under way, and one of catalog waits in
one."""
QUEUE = 128
"""Connections that may wait to be taken."""
IDLE = 60
"""Seconds that a connection is kept for the next request."""


@dataclass(frozen=True)
class Settings:
    """What the endpoint reads from the environment."""

    listen: str = setting(help="address to serve on, host:port", check=is_address)
    s3_folder: Path = setting(help="folder that keeps the buckets' objects")


def main() -> None:
    """Serve; every change is on disk before it is answered, so there is nothing to close."""
    settings = load_or_exit(Settings)
    host, port = settings.listen.split(":")
    # Not moto's own server: that one closes every connection after its answer, and AWS does not.
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
