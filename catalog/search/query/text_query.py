"""A text query: the stems to look for, and the tsqueries of PostgreSQL that look for them."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.domain import Language

Choice = tuple[int, ...]
"""Indexes of stems that must all be there."""
Term = tuple[Choice, ...]
"""Choices of which any will do; the first is what was typed."""


class Alternative(NamedTuple):
    """What will do as well as one stem that was typed, or as some adjacent ones.

    A page token carries these fields as a list, in this order.
    """

    start: int
    end: int
    """It stands for the typed stems from `start` up to, but not including, `end`."""
    stems: Choice
    """The stems that must be there instead."""
    is_typed: bool = False
    """Whether this was typed, and what it stands for is its correction."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Stems to look for in the index of one language: at least one, all different.

    A page token carries the numbers along, so that all pages are ranked by the same ones.
    """

    stems: tuple[str, ...]
    """Those that were typed, and then those of `alternatives`."""
    language: Language
    """The language of the index; texts are shown in the shopper's own language all the same."""
    required: tuple[str, ...] = ()
    """Stems of which `min_should_match` must be there; products that have the others rank higher.
    """
    min_should_match: int = 0
    """How many of `required` are enough, or what will do instead; 0: all that was typed is needed,
    or what will do instead."""
    sample_level: int = 0
    """The sample to search in: a guess until it is known how many products match."""
    finest_sample_level: int = 0
    """The largest sample worth examining once there are results."""
    weights: tuple[float, ...] = ()
    """The weight of each stem, by its rarity."""
    mean_length: float = 1.0
    mean_name_length: float = 1.0
    """See Lexicon."""
    name_key: str = ""
    """See Lexicon. Products of just this name are found whichever sample they are in."""
    alternatives: tuple[Alternative, ...] = ()
    """Those that overlap stand for the same stems."""

    @property
    def typed_count(self) -> int:
        """How many of `stems` were typed."""
        others = (index for alternative in self.alternatives for index in alternative.stems)
        return min(others, default=len(self.stems))

    @property
    def terms(self) -> tuple[Term, ...]:
        """What must be there, in the order typed."""
        terms: list[Term] = []
        start, typed_count = 0, self.typed_count
        while start < typed_count:
            here = [alternative for alternative in self.alternatives if alternative.start == start]
            end = max((alternative.end for alternative in here), default=start + 1)
            terms.append((tuple(range(start, end)), *(alternative.stems for alternative in here)))
            start = end
        return tuple(terms)

    @property
    def is_strict(self) -> bool:
        """Whether each product that matches has each of the stems."""
        return not (self.min_should_match or self.alternatives)

    @property
    def tsquery(self) -> str:
        """What products must match."""
        if not self.min_should_match:
            return self._all_terms(self.stem_tsqueries)
        each = self.stem_tsqueries
        required = [
            _any_choice(each, ((index,), *self._alternatives_for(index)))
            for index in map(self.stems.index, self.required)
        ]
        enough = itertools.combinations(required, self.min_should_match)
        return " | ".join(" & ".join(some) for some in enough)

    @property
    def uncorrected_tsquery(self) -> str:
        """What products match that have the corrected words as they were typed; or empty."""
        typed = {
            alternative.start: alternative.stems
            for alternative in self.alternatives
            if alternative.is_typed
        }
        if not typed or self.min_should_match:
            return ""
        terms = ((typed[term[0][0]],) if term[0][0] in typed else term for term in self.terms)
        return " & ".join(_any_choice(self.stem_tsqueries, term) for term in terms)

    @property
    def name_tsquery(self) -> str:
        """What products match that have all that was typed in their name (weight A)."""
        return self._all_terms([f"{stem}:A" for stem in self.stem_tsqueries])

    @property
    def stem_tsqueries(self) -> list[str]:
        """Each stem as a tsquery of its own."""
        return [_quote(stem) for stem in self.stems]

    def _alternatives_for(self, index: int) -> Iterable[Choice]:
        return (
            alternative.stems
            for alternative in self.alternatives
            if alternative.start <= index < alternative.end
        )

    def _all_terms(self, each: Sequence[str]) -> str:
        return " & ".join(_any_choice(each, term) for term in self.terms)


def any_in_name(stems: Iterable[str]) -> str:
    """Return a tsquery for any of the stems in a product's name."""
    return " | ".join(f"{_quote(stem)}:A" for stem in stems)


def _any_choice(each: Sequence[str], term: Term) -> str:
    choices = [" & ".join(each[index] for index in choice) for choice in term]
    # "&" binds more than "|".
    return f"({' | '.join(choices)})" if len(choices) > 1 else choices[0]


def _quote(stem: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
