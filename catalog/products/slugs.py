"""Names in web addresses."""

import functools
import re
import unicodedata

MAX_SLUG = 120

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARK = re.compile(r"[\u0300-\u036f]+")
_GAP = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def is_slug(text: str) -> bool:
    """Whether it is lower-case letters, digits and single hyphens between them."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


@functools.lru_cache(4096)  # an import asks for each twice: to look it up, and to claim it
def slugify(text: str) -> str:
    """Make a slug: "Lámpara de pie Ñandú" is "lampara-de-pie-nandu".

    What has no letter of the Latin alphabet and no digit gives an empty text.
    """
    slug = _GAP.sub("-", text.lower() if text.isascii() else _plain(text)).strip("-")
    if len(slug) <= MAX_SLUG:
        return slug
    # Cut between words where there are several.
    return slug[: MAX_SLUG + 1].rpartition("-")[0] or slug[:MAX_SLUG]


def _plain(text: str) -> str:
    return _MARK.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE)))
