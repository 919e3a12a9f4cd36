"""The client's IP address, read from X-Forwarded-For as far as the proxies are trusted."""

import functools
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from aiohttp import web

Network = IPv4Network | IPv6Network

FORWARDED_FOR: Final = "X-Forwarded-For"


def parse_networks(text: str) -> tuple[Network, ...]:
    """Parse networks separated by commas, "10.0.0.0/16, ::1". Raise ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def client_address(
    request: web.BaseRequest, trusted: Sequence[Network], outer_proxies: int = 0
) -> str:
    """Return the client's address; empty if it is unknown.

    `trusted` are the networks of the load balancers. `outer_proxies` is how many more proxies stand
    before those, whatever their addresses: the load balancers must accept requests from them alone,
    as by a secret that CloudFront sends.

    Each proxy appends the address that it was called from to X-Forwarded-For. So it is read from
    the right: as long as an address is a trusted proxy's, the next one to its left is believed.
    What the client itself wrote is further left and is never reached.
    """
    address = _parse_peer(request.remote or "")
    claims = [
        claim for value in request.headers.getall(FORWARDED_FOR, []) for claim in value.split(",")
    ]
    if not (address and any(address in network for network in trusted)):
        return str(address or "")  # it came through no trusted proxy
    while claims:
        if not any(address in network for network in trusted):
            outer_proxies -= 1
        if outer_proxies < 0:
            break
        claimed = _parse(claims.pop())
        if claimed is None:
            break
        address = claimed
    return str(address or "")


@functools.lru_cache(maxsize=1024)
def _parse_peer(text: str) -> IPv4Address | IPv6Address | None:
    # The peers are few, most often load balancers that keep their connections.
    return _parse(text)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
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
