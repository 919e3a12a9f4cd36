"""Orders of results, and the token that leads from one page to the next."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from catalog.domain import Language
from chassis.errors import InvalidRequest, Violation
from chassis.ids import parse_id

_MAX_INT = 2**63 - 1


class Sort(StrEnum):
    """The orders that results may come in; ties go by id."""

    RELEVANCE = "relevance"
    PRICE = "price"
    PRICE_DESCENDING = "-price"
    NEWEST = "newest"
    NAME = "name"

    @property
    def descends(self) -> bool:
        """Whether the greatest key comes first."""
        return self in {Sort.RELEVANCE, Sort.PRICE_DESCENDING, Sort.NEWEST}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the next one begins behind it, whatever has come or gone since."""

    key: float | int | str
    """What the last result was sorted by."""
    id: UUID
    any_will_do: bool = False
    """Whether the pages so far were of results that have one of the words, not all."""
    language: Language | None = None
    """Which one the words were taken in; None where there were no words."""


def to_token(cursor: Cursor, fingerprint: str) -> str:
    """Write the cursor; `fingerprint` stands for the search that it belongs to."""
    fields = {
        "of": fingerprint,
        "key": cursor.key,
        "id": str(cursor.id),
        "any": cursor.any_will_do,
        "language": cursor.language,
    }
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()


def from_token(token: str, fingerprint: str, sort: Sort) -> Cursor:
    """Read a token that `to_token` wrote for the same search. Raises InvalidRequest."""
    try:
        fields = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
    # A number of too many digits is a ValueError as well; deep nesting is not.
    except (binascii.Error, ValueError, RecursionError):
        raise _foreign() from None
    if not isinstance(fields, dict) or fields.get("of") != fingerprint:
        raise _foreign()
    product_id = parse_id(str(fields.get("id")))
    key: Any = fields.get("key")
    if product_id is None or not _KEYS[sort](key):
        raise _foreign()
    language = fields.get("language")
    if language is not None and language not in list(Language):
        raise _foreign()
    return Cursor(
        key,
        product_id,
        any_will_do=fields.get("any") is True,
        language=None if language is None else Language(language),
    )


def _foreign() -> InvalidRequest:
    return InvalidRequest([Violation("page_token", "belongs to no page of this search")])


def _is_price(key: Any) -> bool:
    return type(key) is int and 0 <= key <= _MAX_INT


_KEYS: Mapping[Sort, Callable[[Any], bool]] = {
    Sort.RELEVANCE: lambda key: type(key) in {int, float} and math.isfinite(key),
    Sort.PRICE: _is_price,
    Sort.PRICE_DESCENDING: _is_price,
    Sort.NEWEST: lambda key: isinstance(key, str) and parse_id(key) is not None,
    Sort.NAME: lambda key: isinstance(key, str) and key.isprintable(),
}
"""What a token's key must look like: it was in a stranger's hands."""
