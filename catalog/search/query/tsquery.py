"""What a search looks for, and how the index is asked for it."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.domain import Language

Choice = tuple[int, ...]
"""Numbers of stems that must be there, all of them."""
Term = tuple[Choice, ...]
"""Of which any will do; the first is what was typed."""


class Instead(NamedTuple):
    """What will do as well as a stem as typed, or as two that stand side by side."""

    first: int
    past: int
    """Numbers of the first typed stem that it stands for, and of the first one after."""
    stems: Choice
    """Those that must be there for it."""
    is_typed: bool = False
    """Whether it was typed, and what it stands for is what was meant by it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: word stems as the index has them, at least one, all different.

    A cursor carries the numbers along, so that all pages are ranked by the same.
    """

    stems: tuple[str, ...]
    """Those that were typed, and then those of `instead`."""
    language: Language
    """Of the index: texts are shown in the shopper's own, whichever finds them."""
    needed: tuple[str, ...] = ()
    """Those that must be there, or what will do instead; what has the others too is better."""
    least: int = 0
    """How many of `needed` are enough; 0: all that was typed is needed, or what is instead."""
    level: int = 0
    """Of the sample that is looked at: of the first one, until it is known how many have the
    words."""
    finest: int = 0
    """Level of the largest sample that is worth looking at for what is there already."""
    weights: tuple[float, ...] = ()
    """Of each stem, by its rarity."""
    size: float = 1.0
    name_words: float = 1.0
    whole: str = ""
    """See Lexicon: products of that very name are found whichever sample they are in."""
    instead: tuple[Instead, ...] = ()
    """No two stand for the same stem unless they stand for all the same."""

    @property
    def typed(self) -> int:
        """How many of `stems` were typed."""
        others = (number for one in self.instead for number in one.stems)
        return min(others, default=len(self.stems))

    @property
    def terms(self) -> tuple[Term, ...]:
        """What must be there, in the order typed."""
        terms: list[Term] = []
        place, typed = 0, self.typed
        while place < typed:
            here = [one for one in self.instead if one.first == place]
            past = max((one.past for one in here), default=place + 1)
            terms.append((tuple(range(place, past)), *(one.stems for one in here)))
            place = past
        return tuple(terms)

    @property
    def is_strict(self) -> bool:
        """Whether each product that is found has each of the stems."""
        return not (self.least or self.instead)

    @property
    def query(self) -> str:
        """What must match, as a tsquery."""
        if not self.least:
            return self._all(self.each)
        each = self.each
        needed = [
            _any(each, ((number,), *self._instead_of(number)))
            for number in map(self.stems.index, self.needed)
        ]
        enough = itertools.combinations(needed, self.least)
        return " | ".join(" & ".join(some) for some in enough)

    @property
    def as_typed(self) -> str:
        """What has the words that were put right as they were typed, as a tsquery; or empty."""
        typed = {one.first: one.stems for one in self.instead if one.is_typed}
        if not typed or self.least:
            return ""
        terms = ((typed[term[0][0]],) if term[0][0] in typed else term for term in self.terms)
        return " & ".join(_any(self.each, term) for term in terms)

    @property
    def in_name(self) -> str:
        """All that was typed in the product's name (weight A), as a tsquery."""
        return self._all([f"{stem}:A" for stem in self.each])

    @property
    def each(self) -> list[str]:
        """Each stem as a tsquery of its own."""
        return [_quote(stem) for stem in self.stems]

    def _instead_of(self, number: int) -> Iterable[Choice]:
        return (one.stems for one in self.instead if one.first <= number < one.past)

    def _all(self, each: Sequence[str]) -> str:
        return " & ".join(_any(each, term) for term in self.terms)


def begun_in_name(stems: Iterable[str]) -> str:
    """Write a tsquery for any of the stems in a product's name."""
    return " | ".join(f"{_quote(stem)}:A" for stem in stems)


def _any(each: Sequence[str], term: Term) -> str:
    choices = [" & ".join(each[number] for number in choice) for choice in term]
    # "&" binds more than "|".
    return f"({' | '.join(choices)})" if len(choices) > 1 else choices[0]


def _quote(stem: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
