"""Reads the fields that messages of several packages share: texts, languages and page sizes."""

from catalog.domain import Language
from chassis.errors import Validation
from chassis.violations import Code


def parse_language(text: str, validation: Validation) -> Language:
    """Return the language of this code, the default if it is empty. Note one that is unknown."""
    if text in {"", *Language}:
        return Language(text or Language.ES)
    validation.add("language", Code.NOT_ONE_OF, values=", ".join(Language))
    return Language.ES


def require_language(text: str) -> Language:
    """Return the language of this code, the default one if it is empty. Raise InvalidRequest."""
    validation = Validation()
    language = parse_language(text, validation)
    validation.raise_if_invalid()
    return language


def page_size(size: int, default: int, maximum: int, validation: Validation) -> int:
    """Return the page size to use, `default` if `size` is 0. Note one out of range."""
    if not 0 <= size <= maximum:
        validation.add("page_size", Code.OUT_OF_RANGE, min=1, max=maximum)
    return size or default
