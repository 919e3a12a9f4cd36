"""Write the contract, as /openapi.json returns it, to stdout: `python -m bff.contract`."""

import sys

from bff.http.in_flight import InFlightRequests
from bff.openapi import document
from bff.routes import all_endpoints


def contract() -> bytes:
    """Return the OpenAPI document as JSON, without a server."""
    return document.encode(all_endpoints(InFlightRequests()))


if __name__ == "__main__":
    sys.stdout.buffer.write(contract())
