"""What the messages of all rooms share: texts, languages, page sizes."""

import unicodedata

from catalog.domain import (
    Language,
)
from chassis.errors import Faults


def written(text: str) -> str:
    """Read a text as it is kept and searched: no spaces around it, and each letter one character.

    What comes from a Mac's file names or from a PDF has accents as characters of their own (NFD):
    words would end there.
    """
    return unicodedata.normalize("NFC", text.strip())


def language_of(text: str, faults: Faults) -> Language:
    """Read the language asked for; the default when empty."""
    if text in {"", *Language}:
        return Language(text or Language.ES)
    faults.add("language", f"must be one of {', '.join(Language)}")
    return Language.ES


def only_language(text: str) -> Language:
    """Read the language where nothing else can be wrong. Raise InvalidRequest."""
    faults = Faults()
    language = language_of(text, faults)
    faults.done()
    return language


def page_size(size: int, usual: int, most: int, faults: Faults) -> int:
    """Read a page size: `usual` when 0."""
    faults.check(0 <= size <= most, "page_size", f"must be 1 to {most}")
    return size or usual
