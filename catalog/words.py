"""The words of a search, and the ways to ask the index for them."""

import re
from dataclasses import dataclass

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")


def words_of(query: str) -> list[str]:
    """Answer the words that a shopper typed, without what stands between them."""
    return _WORD.findall(query)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: word stems as the index has them, at least one, all different."""

    stems: tuple[str, ...]
    language: Language
    """Of the index: texts are shown in the shopper's own, whichever finds them."""
    any_will_do: bool = False
    """Whether one stem is enough to be found, else all are needed."""

    @property
    def query(self) -> str:
        """What must match, as a tsquery."""
        return _join(self.each, any_will_do=self.any_will_do)

    @property
    def in_name(self) -> str:
        """The same, but in the product's name (weight A)."""
        return _join([f"{stem}:A" for stem in self.each], any_will_do=self.any_will_do)

    @property
    def each(self) -> list[str]:
        """Each stem as a tsquery of its own."""
        return [_quote(stem) for stem in self.stems]


def _join(queries: list[str], *, any_will_do: bool) -> str:
    return (" | " if any_will_do else " & ").join(queries)


def _quote(stem: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
