"""Where a request comes from, past the load balancers that are trusted and no further."""

import functools
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from aiohttp import web

Network = IPv4Network | IPv6Network

FORWARDED_FOR: Final = "X-Forwarded-For"


def networks_in(text: str) -> tuple[Network, ...]:
    """Read networks with commas between them, "10.0.0.0/16, ::1". Raise ValueError."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def client_address(request: web.BaseRequest, trusted: Sequence[Network], beyond: int = 0) -> str:
    """Return the address that the request was made from; empty when it is not known.

    `beyond` is how many proxies more stand before the `trusted` ones, wherever they are: those let
    in nobody else, as by a secret that CloudFront shows.

    Each proxy adds at the right of X-Forwarded-For who it was asked by, so it is read from there:
    as long as who asked is a trusted proxy, the next on the left is believed. What a client wrote
    itself stands further left and is never reached.
    """
    address = _known(request.remote or "")
    claims = [
        one for value in request.headers.getall(FORWARDED_FOR, []) for one in value.split(",")
    ]
    if not (address and any(address in network for network in trusted)):
        return str(address or "")  # it has come past none of them
    while claims:
        if not any(address in network for network in trusted):
            beyond -= 1
        if beyond < 0:
            break
        claimed = _read(claims.pop())
        if claimed is None:
            break
        address = claimed
    return str(address or "")


@functools.lru_cache(maxsize=1024)
def _known(text: str) -> IPv4Address | IPv6Address | None:
    # Who asks is on a connection that is kept, most often a load balancer's.
    return _read(text)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]  # "[::1]:443"
    elif text.count(":") == 1:
        text = text.partition(":")[0]  # "192.0.2.1:443"
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
