"""The language of a response."""

import re
from typing import Final, get_args

from aiohttp import web

from bff.schemas import Language

DEFAULT_LANGUAGE: Final[Language] = "es"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_RANGE = re.compile(r"([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?(?:;q=([01](?:\.\d{0,3})?))?")
_MAX_RANGES = 20
"""Language ranges of an Accept-Language that are read; the rest are ignored."""


def request_language(request: web.BaseRequest) -> Language:
    """Return the language of `?lang=`, or else the best match for Accept-Language."""
    return supported_language(request.query.get("lang", "")) or negotiate_language(
        request.headers.get("Accept-Language", "")
    )


def supported_language(tag: str) -> Language | None:
    """Return the language with this tag, or None if it is not supported."""
    return next((language for language in LANGUAGES if language == tag), None)


def negotiate_language(accept_language: str) -> Language:
    """Return the best supported language for an Accept-Language header (RFC 9110, 12.5.4)."""
    weights: dict[str, float] = {}
    ranges = accept_language.lower().replace(" ", "").split(",", _MAX_RANGES)[:_MAX_RANGES]
    for match in map(_RANGE.fullmatch, ranges):
        if match:
            weights.setdefault(match[1], float(match[2] or 1))
    others = weights.get("*", 0.0)
    # max() keeps the first of equals, and DEFAULT_LANGUAGE is first.
    best = max(LANGUAGES, key=lambda language: weights.get(language, others))
    return best if weights.get(best, others) > 0 else DEFAULT_LANGUAGE
