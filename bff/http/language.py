"""Which language a request is answered in."""

import re
from typing import Final, get_args

from aiohttp import web

from bff.schemas import Language

DEFAULT: Final[Language] = "es"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_RANGE = re.compile(r"([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?(?:;q=([01](?:\.\d{0,3})?))?")
_MAX_RANGES = 20
"""Nobody reads more languages than that; the rest of a longer header is not looked at."""


def language_of(request: web.BaseRequest) -> Language:
    """Return what `?lang=` says or, where it says nothing we speak, what Accept-Language does."""
    return named(request.query.get("lang", "")) or preferred(
        request.headers.get("Accept-Language", "")
    )


def named(text: str) -> Language | None:
    """Return the language of that name, if we speak it."""
    return next((language for language in LANGUAGES if language == text), None)


def preferred(accept_language: str) -> Language:
    """Return the best of our languages for an Accept-Language header (RFC 9110, 12.5.4)."""
    weights: dict[str, float] = {}
    ranges = accept_language.lower().replace(" ", "").split(",", _MAX_RANGES)[:_MAX_RANGES]
    for found in map(_RANGE.fullmatch, ranges):
        if found:
            weights.setdefault(found[1], float(found[2] or 1))
    others = weights.get("*", 0.0)
    # max() keeps the first of equals, and DEFAULT is first.
    best = max(LANGUAGES, key=lambda language: weights.get(language, others))
    return best if weights.get(best, others) > 0 else DEFAULT
