"""The stop lists of PostgreSQL, which the search has too."""

from pathlib import Path

from catalog.domain import Language
from local import postgres

_FILES = {Language.ES: "spanish.stop", Language.EN: "english.stop"}


def stop_words(language: Language) -> list[str]:
    """Return the stop words of a language, with their accents."""
    return _list(_FILES[language])


def all_stop_words() -> list[str]:
    """Return the stop words of every language that PostgreSQL knows."""
    return sorted({word for file in sorted(_folder().glob("*.stop")) for word in _list(file.name)})


def _folder() -> Path:
    [file] = postgres.BIN.parent.rglob(_FILES[Language.ES])
    return file.parent


def _list(name: str) -> list[str]:
    return (_folder() / name).read_text(encoding="utf-8").split()
