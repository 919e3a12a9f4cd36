"""Writes the contract on stdout, as /openapi.json answers it: `python -m bff.contract`."""

import sys
from importlib.metadata import version

from bff import openapi
from bff.operations import Operations
from bff.routes import endpoints
from bff.sitemap import Sitemap
from bff.traffic import Traffic


def contract() -> bytes:
    """Answer the whole OpenAPI document as JSON, without a process that serves it."""
    return openapi.encode(
        endpoints(Operations(contract, Traffic()), Sitemap(None)), version("tienda")
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(contract())
