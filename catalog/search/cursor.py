"""Encodes and decodes the token that leads from one page of results to the next.

Its JSON keys must not change: shoppers have tokens of the previous release. A token is not signed,
so anybody can write one: no text of it is ever shown.
"""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from catalog.domain import Language
from catalog.search.model import Cursor, Sort
from catalog.search.query.expansion import MAX_COMBINATIONS
from catalog.search.query.lexicon import MAX_STEMS
from catalog.search.query.text_query import Alternative, TextQuery
from catalog.search.sampling import SAMPLE_LEVELS
from chassis.errors import InvalidRequest
from chassis.ids import parse_id
from chassis.json_depth import is_too_deep
from chassis.violations import Code

_MAX_INT = 2**63 - 1
_MAX_LENGTH = 400
"""Characters of a stem, of a name, or of the corrected query of an earlier release."""
_MAX_SCORE = 1e6
_MAX_PARTS = 8
"""The maximum number of stems in one alternative."""
_MEANS = 2
"""The number of means in a token: the mean length of texts, and of names."""


def to_token(cursor: Cursor, fingerprint: str) -> str:
    """Encode the cursor; `fingerprint` identifies the search that it belongs to."""
    fields: dict[str, Any] = {"of": fingerprint, "key": cursor.key, "id": str(cursor.id)}
    if cursor.text_query is not None:
        query = cursor.text_query
        fields |= {
            "least": query.min_should_match,
            "language": query.language,
            "stems": query.stems,
            "needed": query.required,
            "weights": query.weights,
            "usual": (query.mean_length, query.mean_name_length),
            "level": query.sample_level,
            "whole": query.name_key,
            "others": query.alternatives,
            "corrected": cursor.is_corrected,
        }
    return base64.urlsafe_b64encode(msgspec.json.encode(fields)).decode()


def from_token(token: str, fingerprint: str, sort: Sort) -> Cursor:
    """Decode a token of the same search. Raise InvalidRequest."""
    try:
        document = base64.b64decode(token, altchars=b"-_", validate=True)
        # A number with too many digits raises ValueError as well; deep nesting does not.
        fields = None if is_too_deep(document) else json.loads(document)
    except (binascii.Error, ValueError):
        raise _foreign() from None
    if not isinstance(fields, dict) or fields.get("of") != fingerprint:
        raise _foreign()
    product_id = parse_id(str(fields.get("id")))
    key: Any = fields.get("key")
    if product_id is None or not _KEYS[sort](key):
        raise _foreign()
    text_query = _text_query(fields) if "language" in fields else None
    # A token of an earlier release has the corrected query itself.
    is_corrected = fields.get("corrected") is True or _line(fields.get("instead", "")) != ""
    return Cursor(key, product_id, text_query, is_corrected)


def _line(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _MAX_LENGTH or not given.isprintable():
        raise _foreign()
    return given


def _text_query(fields: Mapping[str, Any]) -> TextQuery:
    stems, required = _stems(fields.get("stems")), _stems(fields.get("needed"))
    weights, means = _numbers(fields.get("weights")), _numbers(fields.get("usual"))
    language, level = fields["language"], fields.get("level")
    is_valid = (
        stems
        and required
        and {*required} <= {*stems}
        and len(weights) == len(stems)
        and len(means) == _MEANS
    )
    if not is_valid or language not in list(Language) or level not in SAMPLE_LEVELS:
        raise _foreign()
    min_should_match = fields.get("least")
    if type(min_should_match) is not int or not 0 <= min_should_match <= len(required):
        raise _foreign()
    if math.comb(len(required), min_should_match) > MAX_COMBINATIONS:
        raise _foreign()
    mean_length, mean_name_length = means
    return TextQuery(
        stems=stems,
        language=Language(language),
        required=required,
        min_should_match=min_should_match,
        sample_level=int(level),
        weights=weights,
        mean_length=mean_length,
        mean_name_length=mean_name_length,
        name_key=_line(fields.get("whole", "")),
        alternatives=_alternatives(fields.get("others", []), len(stems)),
    )


def _alternatives(given: Any, stem_count: int) -> tuple[Alternative, ...]:
    try:
        alternatives = msgspec.convert(given, tuple[Alternative, ...])
    except (msgspec.ValidationError, UnicodeError):  # the latter of half a surrogate pair
        raise _foreign() from None
    typed_count = min(
        (index for alternative in alternatives for index in alternative.stems), default=stem_count
    )
    for start, end, stems, _ in alternatives:
        if not 0 <= start < end <= typed_count or not 0 < len(stems) <= _MAX_PARTS:
            raise _foreign()
        if not all(0 < index < stem_count for index in stems):
            raise _foreign()
    if len(alternatives) > stem_count:
        raise _foreign()
    return alternatives


def _stems(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > MAX_STEMS:
        raise _foreign()
    if not all(isinstance(stem, str) and 0 < len(stem) <= _MAX_LENGTH for stem in given):
        raise _foreign()
    if not all(stem.isprintable() for stem in given):
        raise _foreign()
    return tuple(given)


def _numbers(given: Any) -> tuple[float, ...]:
    if not isinstance(given, list) or len(given) > MAX_STEMS:
        raise _foreign()
    if not all(type(number) in {int, float} and 0 <= number <= _MAX_SCORE for number in given):
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
"""The check of a token's key, by sort order: clients can send any token."""
