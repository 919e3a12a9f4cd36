"""Read what the messages of several rooms have in common: texts, languages and page sizes."""

import unicodedata

from catalog.domain import Language
from chassis.errors import Faults


def normalized_text(text: str) -> str:
    """Return the text without spaces around it, in Unicode's composed form (NFC).

    File names of a Mac and texts from a PDF have each accent as a character of its own (NFD). The
    search would take such an accent for the end of a word.
    """
    return unicodedata.normalize("NFC", text.strip())


def parse_language(text: str, faults: Faults) -> Language:
    """Return the language of this code, the default one if it is empty. Add a fault if unknown."""
    if text in {"", *Language}:
        return Language(text or Language.ES)
    faults.add("language", f"must be one of {', '.join(Language)}")
    return Language.ES


def require_language(text: str) -> Language:
    """Return the language of this code, the default one if it is empty. Raise InvalidRequest."""
    faults = Faults()
    language = parse_language(text, faults)
    faults.done()
    return language


def page_size(size: int, default: int, maximum: int, faults: Faults) -> int:
    """Return the page size to use, `default` if `size` is 0. Add a fault if out of range."""
    faults.check(0 <= size <= maximum, "page_size", f"must be 1 to {maximum}")
    return size or default
