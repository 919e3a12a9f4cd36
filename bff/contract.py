"""Writes the contract on stdout, as /openapi.json answers it: `python -m bff.contract`."""

import sys
from importlib.metadata import version

from bff.http.in_flight import Traffic
from bff.openapi import document
from bff.routes import endpoints
from bff.site.health import Operations
from bff.site.sitemap import Sitemap


def contract() -> bytes:
    """Return the whole OpenAPI document as JSON, without a process that serves it."""
    return document.encode(
        endpoints(Operations(contract, Traffic()), Sitemap(None)), version("tienda")
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(contract())
