"""Orders of results, and the token that leads from one page to the next."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from catalog.domain import Language
from catalog.search.model import Cursor, Sort
from catalog.search.query.expansion import MAX_CHOICES
from catalog.search.query.lexicon import MAX_STEMS
from catalog.search.query.tsquery import Instead, Wanted
from catalog.search.sampling import LEVELS
from chassis.errors import InvalidRequest
from chassis.ids import parse_id
from chassis.json_depth import is_too_deep
from chassis.violations import Code

_MAX_INT = 2**63 - 1
_MAX_LENGTH = 400
"""Characters of a stem, of what was searched, or was instead."""
_MAX_SCORE = 1e6
_MAX_PARTS = 8
"""Stems that together will do for one."""
_AVERAGES = ("size", "name_words")


def to_token(cursor: Cursor, fingerprint: str) -> str:
    """Write the cursor; `fingerprint` stands for the search that it belongs to."""
    fields: dict[str, Any] = {"of": fingerprint, "key": cursor.key, "id": str(cursor.id)}
    if cursor.wanted is not None:
        wanted = cursor.wanted
        fields |= {
            "least": wanted.least,
            "language": wanted.language,
            "stems": wanted.stems,
            "needed": wanted.needed,
            "weights": wanted.weights,
            "usual": (wanted.size, wanted.name_words),
            "level": wanted.level,
            "whole": wanted.whole,
            "others": wanted.instead,
            "instead": cursor.corrected,
        }
    return base64.urlsafe_b64encode(msgspec.json.encode(fields)).decode()


def from_token(token: str, fingerprint: str, sort: Sort) -> Cursor:
    """Read a token that `to_token` wrote for the same search. Raise InvalidRequest."""
    try:
        document = base64.b64decode(token, altchars=b"-_", validate=True)
        # A number of too many digits is a ValueError as well; deep nesting is not.
        fields = None if is_too_deep(document) else json.loads(document)
    except (binascii.Error, ValueError):
        raise _foreign() from None
    if not isinstance(fields, dict) or fields.get("of") != fingerprint:
        raise _foreign()
    product_id = parse_id(str(fields.get("id")))
    key: Any = fields.get("key")
    if product_id is None or not _KEYS[sort](key):
        raise _foreign()
    instead = _line(fields.get("instead", ""))
    return Cursor(key, product_id, _wanted(fields) if "language" in fields else None, instead)


def _line(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _MAX_LENGTH or not given.isprintable():
        raise _foreign()
    return given


def _wanted(fields: Mapping[str, Any]) -> Wanted:
    stems, needed = _stems(fields.get("stems")), _stems(fields.get("needed"))
    weights, usual = _numbers(fields.get("weights")), _numbers(fields.get("usual"))
    language, level = fields["language"], fields.get("level")
    good = (
        stems
        and needed
        and {*needed} <= {*stems}
        and len(weights) == len(stems)
        and len(usual) == len(_AVERAGES)
    )
    if not good or language not in list(Language) or level not in LEVELS:
        raise _foreign()
    least = fields.get("least")
    if type(least) is not int or not 0 <= least <= len(needed):
        raise _foreign()
    if math.comb(len(needed), least) > MAX_CHOICES:
        raise _foreign()
    instead = _instead(fields.get("others", []), len(stems))
    size, name_words = usual
    return Wanted(
        stems=stems,
        language=Language(language),
        needed=needed,
        least=least,
        level=int(level),
        weights=weights,
        size=size,
        name_words=name_words,
        whole=_line(fields.get("whole", "")),
        instead=instead,
    )


def _instead(given: Any, stems: int) -> tuple[Instead, ...]:
    try:
        read = msgspec.convert(given, tuple[Instead, ...])
    except (msgspec.ValidationError, UnicodeError):  # the latter of half a surrogate pair
        raise _foreign() from None
    typed = min((number for one in read for number in one.stems), default=stems)
    for one in read:
        if not 0 <= one.first < one.past <= typed or not 0 < len(one.stems) <= _MAX_PARTS:
            raise _foreign()
        if not all(0 < number < stems for number in one.stems):
            raise _foreign()
    if len(read) > stems:
        raise _foreign()
    return read


def _stems(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > MAX_STEMS:
        raise _foreign()
    if not all(isinstance(one, str) and 0 < len(one) <= _MAX_LENGTH for one in given):
        raise _foreign()
    if not all(one.isprintable() for one in given):
        raise _foreign()
    return tuple(given)


def _numbers(given: Any) -> tuple[float, ...]:
    if not isinstance(given, list) or len(given) > MAX_STEMS:
        raise _foreign()
    if not all(type(one) in {int, float} and 0 <= one <= _MAX_SCORE for one in given):
        raise _foreign()
    return tuple(map(float, given))


def _foreign() -> InvalidRequest:
    return InvalidRequest.of("page_token", Code.FOREIGN_PAGE_TOKEN)


def _is_price(key: Any) -> bool:
    return type(key) is int and 0 <= key <= _MAX_INT


_KEYS: Mapping[Sort, Callable[[Any], bool]] = {
    Sort.RELEVANCE: lambda key: type(key) in {int, float} and -_MAX_SCORE <= key <= _MAX_SCORE,
    Sort.PRICE: _is_price,
    Sort.PRICE_DESCENDING: _is_price,
    Sort.NEWEST: lambda key: isinstance(key, str) and parse_id(key) is not None,
    Sort.NAME: lambda key: isinstance(key, str) and key.isprintable(),
}
"""What a token's key must look like: it was in a stranger's hands."""
