"""What programs that look around the shop are told: what is not for them, and where the rest is."""

from collections.abc import Mapping
from typing import Final

SITEMAP: Final = "/products/sitemap.xml"
"""Below /products, so that CloudFront and the load balancers lead there as they are."""

ROBOTS: Final = "robots.txt"


def asked_at(headers: Mapping[str, str]) -> str:
    """Return where the shop is as far as who asks knows."""
    return f"http://{headers.get('Host', 'localhost')}"


def with_sitemap(robots: bytes, origin: str) -> bytes:
    """Name the sitemap, which must be done by its full address, in a robots.txt."""
    return robots.rstrip() + f"\n\nSitemap: {origin}{SITEMAP}\n".encode()
