"""Who asks, as far as limits and turns go: a client's address, or its network."""

from ipaddress import IPv6Address, ip_address, ip_network

from chassis.request_context import client_address


def client_network() -> str:
    """Return the client's IPv4 address, or its IPv6 /64 network, as clients have a whole one.

    Empty for an operator's command, which has no address.
    """
    text = client_address.get()
    if not text:
        return ""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
