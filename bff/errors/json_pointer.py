"""The place of a field in a REST request, as a JSON pointer (RFC 6901)."""

import re
from collections.abc import Iterable

_PARTS = re.compile(r"[^.\[\]]+")

_WRAPPERS = {"address", "category", "product"}
"""Fields of gRPC requests whose message is the whole body of the REST request."""

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
"""The names of fields in REST requests, by their names in the protos."""


def pointer(parts: Iterable[str | int]) -> str:
    """Return the pointer to the place that these names and indexes lead to."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def from_field(field: str) -> str:
    """Return the pointer to a proto's field: "items[0].unit_price" or "items.0.unit_price"."""
    parts = _PARTS.findall(field)
    if len(parts) > 1 and parts[0] in _WRAPPERS:
        parts = parts[1:]
    return pointer(_NAMES.get(part, part) for part in parts)
