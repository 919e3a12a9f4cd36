"""The network that a client is limited by, wherever requests are limited by address."""

from ipaddress import IPv6Address, ip_address, ip_network

from chassis.request_context import client_address

_IPV6_PREFIX = 64
"""A client has a whole /64 network of IPv6, and can come from any address of it."""


def client_network() -> str:
    """Return the caller's IPv4 address, or IPv6 /64 network; empty if the address is unknown."""
    text = client_address.get()
    if not text:
        return ""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_PREFIX), strict=False))
    return str(address)
