"""The shop's pages, listed for search engines (sitemaps.org): an index, and parts of it."""

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from bff.clients.clients import READ
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call, Endpoint, Freshness
from bff.http.robots import SITEMAP, asked_at
from bff.schemas import Query
from tienda.catalog.v1 import catalog_service_pb2

_PART: Final = 10_000
"""Products; sitemaps.org allows 50,000 addresses."""
_MAX_PARTS: Final = 10_000
_SPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class Sitemap:
    """Its endpoints; `origin` is where shoppers find the shop, else where they are asking."""

    def __init__(self, origin: str | None) -> None:
        self._origin = origin

    async def show_sitemap(self, call: Call[Query, None]) -> Answer:
        """Return where the parts are."""
        request = catalog_service_pb2.ListSlugsRequest(page_size=1)
        found = await call.neighbours.ask_together(
            call.neighbours.catalog.ListSlugs, request, timeout=READ
        )
        parts = range(1, max(1, -(-found.total_size // _PART)) + 1)
        origin = self._origin_of(call)
        lines = [_entry("sitemap", f"{origin}/products/sitemap-{part}.xml") for part in parts]
        return Answer(_document("sitemapindex", lines))

    async def show_sitemap_part(self, call: Call[Query, None]) -> Answer:
        """Return a part: products and, in the first, the home page and the categories."""
        part = _number(call.path["part"])
        request = catalog_service_pb2.ListSlugsRequest(page_size=_PART, skip=(part - 1) * _PART)
        found = await call.neighbours.ask_together(
            call.neighbours.catalog.ListSlugs, request, timeout=READ
        )
        if part > 1 and not found.slugs:
            raise Problem("not-found")
        origin = self._origin_of(call)
        lines = await _shelves(call, origin) if part == 1 else []
        lines += [
            _entry("url", f"{origin}/producto/{one.slug}", one.update_time.ToDatetime(UTC))
            for one in found.slugs
        ]
        return Answer(_document("urlset", lines))

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Declare them."""
        return (
            Endpoint(
                method="GET",
                path=SITEMAP,
                handler=self.show_sitemap,
                tag="sitemap",
                summary="Where the parts of the sitemap are",
                media_type="application/xml",
                freshness=Freshness.A_MINUTE,
            ),
            Endpoint(
                method="GET",
                path="/products/sitemap-{part}.xml",
                handler=self.show_sitemap_part,
                tag="sitemap",
                summary="A part of the sitemap",
                media_type="application/xml",
                reasons=("not-found",),
                freshness=Freshness.A_MINUTE,
            ),
        )

    def _origin_of(self, call: Call[Query, None]) -> str:
        return self._origin or asked_at(call.headers)


def _number(text: str) -> int:
    good = text.isascii() and text.isdecimal() and len(text) <= len(str(_MAX_PARTS))
    if not good or not 1 <= int(text) <= _MAX_PARTS:
        raise Problem("not-found")
    return int(text)


async def _shelves(call: Call[Query, None], origin: str) -> list[str]:
    request = catalog_service_pb2.ListCategoriesRequest(language=call.language)
    found = await call.neighbours.ask_together(
        call.neighbours.catalog.ListCategories, request, timeout=READ
    )
    full = [one.slug for one in found.categories if one.product_count]
    return [
        _entry("url", f"{origin}/"),
        *(_entry("url", f"{origin}/buscar?category={quote(slug)}") for slug in full),
    ]


def _entry(kind: str, address: str, changed: datetime | None = None) -> str:
    when = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
    return f"<{kind}><loc>{html.escape(address)}</loc>{when}</{kind}>"


def _document(root: str, lines: Iterable[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_SPACE}>'
    return "\n".join([head, *lines, f"</{root}>", ""]).encode()
