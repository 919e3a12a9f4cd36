"""Where in a REST request a fault is, as a JSON pointer (RFC 6901)."""

import re
from collections.abc import Iterable

_PARTS = re.compile(r"[^.\[\]]+")

_WRAPPERS = {"address", "category", "product"}
"""Messages that a request wraps what is the whole body here."""

_NAMES = {
    "category_slug": "category",
    "country_code": "country",
    "currency_code": "currency",
    "idempotency_key": "Idempotency-Key",
    "language": "lang",
    "notify_channels": "notify",
    "page_size": "limit",
    "parent_slug": "parent",
    "page_token": "cursor",
    "query": "q",
}
"""Ours, by the protos'."""


def pointer(parts: Iterable[str | int]) -> str:
    """Write a pointer from the names and indexes that lead to the place."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def from_field(field: str) -> str:
    """Turn a proto's field path, "items[0].unit_price" or "items.0.unit_price", into a pointer."""
    parts = _PARTS.findall(field)
    if len(parts) > 1 and parts[0] in _WRAPPERS:
        parts = parts[1:]
    return pointer(_NAMES.get(part, part) for part in parts)
