"""robots.txt, which tells crawlers what to skip and where the sitemap is."""

from collections.abc import Mapping
from typing import Final

SITEMAP_PATH: Final = "/products/sitemap.xml"
"""Below /products, so that CloudFront and the load balancers need no rule of its own for it."""

ROBOTS_FILE: Final = "robots.txt"


def request_origin(headers: Mapping[str, str]) -> str:
    """Return the shop's origin as the client addressed it."""
    return f"http://{headers.get('Host', 'localhost')}"


def add_sitemap(robots: bytes, origin: str) -> bytes:
    """Return a robots.txt with the sitemap's address, which must be absolute."""
    return robots.rstrip() + f"\n\nSitemap: {origin}{SITEMAP_PATH}\n".encode()
