"""Slugs: the names of products and categories in web addresses."""

import functools
import re
import unicodedata

from chassis.ids import parse_id

MAX_SLUG = 120

RESERVED_SLUGS = frozenset({"bestsellers", "categories", "facets", "suggest"})
"""What stands in a product's place in web addresses: GET /products/suggest is no product."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not decompose into a base letter and a mark.
_TRANSLITERATIONS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)


def is_slug(text: str) -> bool:
    """Return whether the text is lower-case letters and digits, with single hyphens between."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def is_product_slug(slug: str) -> bool:
    """Return whether GetProduct, which takes an id or a slug, can find a product by this slug."""
    return slug not in RESERVED_SLUGS and parse_id(slug) is None


@functools.lru_cache(4096)  # an import needs each slug twice: to look it up, and to claim it
def slugify(text: str) -> str:
    """Return a slug for the text: "lampara-de-pie-nandu" for "Lámpara de pie Ñandú".

    It is empty if the text has neither a Latin letter nor a digit.
    """
    slug = _SEPARATORS.sub("-", text.lower() if text.isascii() else _without_accents(text)).strip(
        "-"
    )
    if len(slug) <= MAX_SLUG:
        return slug
    # Cut between words where there are several.
    return slug[: MAX_SLUG + 1].rpartition("-")[0] or slug[:MAX_SLUG]


def _without_accents(text: str) -> str:
    return _MARKS.sub(
        "", unicodedata.normalize("NFKD", text.casefold().translate(_TRANSLITERATIONS))
    )
