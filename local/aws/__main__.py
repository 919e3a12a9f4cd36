"""`python -m local.aws`: serves the endpoint until it is killed."""

import logging
from dataclasses import dataclass
from pathlib import Path

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

from chassis.config import load_or_exit, setting
from chassis.settings import is_address
from local.aws.endpoint import build


@dataclass(frozen=True)
class Settings:
    """What the endpoint reads from the environment."""

    listen: str = setting(help="address to serve on, host:port", check=is_address)
    s3_folder: Path = setting(help="folder that keeps the buckets' objects")


def main() -> None:
    """Serve; every change is on disk before it is answered, so there is nothing to close."""
    settings = load_or_exit(Settings)
    # One line a request is werkzeug's default; the services log their own calls.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # Connections are kept, as AWS keeps them: a quarter more messages a second.
    MotoRequestHandler.protocol_version = "HTTP/1.1"
    host, port = settings.listen.split(":")
    server = make_server(
        host,
        int(port),
        build(settings.s3_folder),
        threaded=True,
        request_handler=MotoRequestHandler,
    )
    server.serve_forever()


if __name__ == "__main__":
    main()
