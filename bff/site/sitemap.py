"""The sitemap, which lists the shop's pages for search engines (sitemaps.org).

It is an index that names the parts, and the parts.
"""

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from bff.clients.clients import DEFAULT_TIMEOUT
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.schemas import Query
from bff.site.robots import request_origin
from tienda.catalog.v1 import catalog_service_pb2

_PART_SIZE: Final = 10_000
"""Products in a part; sitemaps.org allows 50,000 URLs."""
_MAX_PARTS: Final = 10_000
_NAMESPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class SitemapHandlers:
    """The handlers of the sitemap; its URLs begin with `shop_origin` or the request's host."""

    def __init__(self, shop_origin: str | None) -> None:
        self._shop_origin = shop_origin

    async def show_sitemap(self, request: Request[Query, None]) -> Response:
        """Return the index of the parts."""
        message = catalog_service_pb2.ListSlugsRequest(page_size=1)
        reply = await request.clients.call_shared(
            request.clients.catalog.ListSlugs, message, timeout=DEFAULT_TIMEOUT
        )
        parts = range(1, max(1, -(-reply.total_size // _PART_SIZE)) + 1)
        origin = self._origin_for(request)
        entries = [_entry("sitemap", f"{origin}/products/sitemap-{part}.xml") for part in parts]
        return Response(_document("sitemapindex", entries))

    async def show_sitemap_part(self, request: Request[Query, None]) -> Response:
        """Return a part: products and, in the first part, the home page and the categories."""
        part = _part_number(request.path["part"])
        message = catalog_service_pb2.ListSlugsRequest(
            page_size=_PART_SIZE, skip=(part - 1) * _PART_SIZE
        )
        reply = await request.clients.call_shared(
            request.clients.catalog.ListSlugs, message, timeout=DEFAULT_TIMEOUT
        )
        if part > 1 and not reply.slugs:
            raise Problem("not-found")
        origin = self._origin_for(request)
        entries = await _home_and_categories(request, origin) if part == 1 else []
        entries += [
            _entry("url", f"{origin}/producto/{product.slug}", product.update_time.ToDatetime(UTC))
            for product in reply.slugs
        ]
        return Response(_document("urlset", entries))

    def _origin_for(self, request: Request[Query, None]) -> str:
        return self._shop_origin or request_origin(request.headers)


def _part_number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(_MAX_PARTS))
    if not is_number or not 1 <= int(text) <= _MAX_PARTS:
        raise Problem("not-found")
    return int(text)


async def _home_and_categories(request: Request[Query, None], origin: str) -> list[str]:
    message = catalog_service_pb2.ListCategoriesRequest(language=request.language)
    reply = await request.clients.call_shared(
        request.clients.catalog.ListCategories, message, timeout=DEFAULT_TIMEOUT
    )
    slugs = [category.slug for category in reply.categories if category.product_count]
    return [
        _entry("url", f"{origin}/"),
        *(_entry("url", f"{origin}/buscar?category={quote(slug)}") for slug in slugs),
    ]


def _entry(tag: str, url: str, modified_at: datetime | None = None) -> str:
    lastmod = f"<lastmod>{modified_at:%Y-%m-%d}</lastmod>" if modified_at else ""
    return f"<{tag}><loc>{html.escape(url)}</loc>{lastmod}</{tag}>"


def _document(root: str, entries: Iterable[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACE}>'
    return "\n".join([head, *entries, f"</{root}>", ""]).encode()
