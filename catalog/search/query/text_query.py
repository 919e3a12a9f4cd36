"""A text query: the stems to search for, and PostgreSQL's tsqueries for them."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.domain import Language
from catalog.search.query.tsquery import TsQuery, all_of, any_of, group, has_stem

Choice = tuple[int, ...]
"""Indexes of stems that a product must all have."""
Term = tuple[Choice, ...]
"""Choices of which a product must have one; the first is what was typed."""


class Alternative(NamedTuple):
    """Stems that may replace one typed stem, or several adjacent ones.

    A page token contains these fields as a list, in this order.
    """

    start: int
    end: int
    """It replaces the typed stems from `start` to before `end`."""
    stems: Choice
    """The stems that a product must have instead."""
    is_typed: bool = False
    """Whether this was typed, and what it replaces is its correction."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Stems to search for in the index of one language: at least one, all different.

    A page token contains the numbers, so that all pages are ranked by the same ones.
    """

    stems: tuple[str, ...]
    """The typed stems, and then those of `alternatives`."""
    language: Language
    """The language of the index; texts are shown in the shopper's language regardless."""
    required: tuple[str, ...] = ()
    """Stems of which a product must have `min_should_match`; with more of them it ranks higher."""
    min_should_match: int = 0
    """How many of `required`, or of their alternatives, a product must have; 0 means all typed
    stems or their alternatives."""
    sample_level: int = 0
    """The sample level to search in, chosen before the number of matches is known."""
    finest_sample_level: int = 0
    """The level of the largest sample worth examining once there are results."""
    weights: tuple[float, ...] = ()
    """The weight of each stem, by its rarity."""
    mean_length: float = 1.0
    mean_name_length: float = 1.0
    """See Lexicon."""
    name_key: str = ""
    """See Lexicon. Products with exactly this name are found whichever sample they are in."""
    alternatives: tuple[Alternative, ...] = ()
    """Alternatives that overlap replace the same stems."""

    @property
    def typed_count(self) -> int:
        """How many of `stems` were typed."""
        others = (index for alternative in self.alternatives for index in alternative.stems)
        return min(others, default=len(self.stems))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that a product must have, in the order typed."""
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
    def tsquery(self) -> TsQuery:
        """The tsquery that products must match."""
        if not self.min_should_match:
            return self._all_terms(self.stem_tsqueries)
        each = self.stem_tsqueries
        required = [
            _any_choice(each, ((index,), *self._alternatives_for(index)))
            for index in map(self.stems.index, self.required)
        ]
        enough = itertools.combinations(required, self.min_should_match)
        return any_of(all_of(some) for some in enough)

    @property
    def uncorrected_tsquery(self) -> TsQuery | None:
        """The tsquery for products that have the corrected words as typed, if there are such."""
        typed = {
            alternative.start: alternative.stems
            for alternative in self.alternatives
            if alternative.is_typed
        }
        if not typed or self.min_should_match:
            return None
        terms = ((typed[term[0][0]],) if term[0][0] in typed else term for term in self.terms)
        return all_of(_any_choice(self.stem_tsqueries, term) for term in terms)

    @property
    def name_tsquery(self) -> TsQuery:
        """The tsquery for products that have all terms in their name."""
        return self._all_terms(self.stem_name_tsqueries)

    @property
    def stem_tsqueries(self) -> list[TsQuery]:
        """Each stem as a tsquery of its own."""
        return [has_stem(stem) for stem in self.stems]

    @property
    def stem_name_tsqueries(self) -> list[TsQuery]:
        """Each stem as a tsquery of its own, for products with it in their name (weight A)."""
        return [has_stem(stem, weight="A") for stem in self.stems]

    def _alternatives_for(self, index: int) -> Iterable[Choice]:
        return (
            alternative.stems
            for alternative in self.alternatives
            if alternative.start <= index < alternative.end
        )

    def _all_terms(self, each: Sequence[TsQuery]) -> TsQuery:
        return all_of(_any_choice(each, term) for term in self.terms)


def any_in_name(stems: Iterable[str]) -> TsQuery:
    """Return a tsquery for any of the stems in a product's name."""
    return any_of(has_stem(stem, weight="A") for stem in stems)


def _any_choice(each: Sequence[TsQuery], term: Term) -> TsQuery:
    choices = [all_of(each[index] for index in choice) for choice in term]
    return group(any_of(choices)) if len(choices) > 1 else choices[0]
