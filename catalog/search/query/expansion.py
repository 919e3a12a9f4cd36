"""Expands a query by other words that will do, and relaxes it to some of its words."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.domain import Language
from catalog.search.query.lexicon import Lexicon, ParsedQuery, preferred_first
from catalog.search.query.text_query import Alternative, TextQuery
from catalog.search.sampling import finest_sample_level, sample_level_for_ranking

MAX_MATCHES_OF_ANY = 1_000
"""Products that may be ranked for having any one of the words."""
MAX_COMBINATIONS = 32
"""A tsquery names at most so many combinations of words, of which one must match."""
MAX_EXPANDED_STEMS = 6
"""A query of more stems is not expanded."""
MAX_SYNONYMS = 3
"""One word is expanded by so many synonyms, those that most products have."""
_MIN_COMPLETION_RATIO = 0.25
"""For each product that has the last word itself, so many must have a completion of it. No more
products may: who looks for a desk is not to be shown desktops above all."""
_COMPLETION_WEIGHT = 0.4
"""The weight of a completion, relative to the weight of the word itself."""
_TYPED_FORM_WEIGHT = 1.5
"""The weight of a word as typed, relative to its correction: few products have it, and they come
first."""
_SYNONYM_WEIGHT = 0.8
"""The weight of a synonym, relative to the word as typed."""
_COMPOUND_WEIGHT, _PARTS_WEIGHT = 0.4, 0.2
"""The weight of a compound, relative to the two words typed; and the weight of its parts together,
relative to the compound as typed."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Stems that will do together instead of one stem that was typed, or of two adjacent ones."""

    stems: Mapping[str, int]
    """With how many products have each of them."""
    start: int
    end: int
    """See Alternative."""
    weights: tuple[float, ...]
    is_typed: bool = False
    """See Alternative."""

    @property
    def max_matches(self) -> int:
        """How many products it may find."""
        return min(self.stems.values())


@dataclass(frozen=True, slots=True)
class QueryVariant:
    """A query taken in one language, with what will do instead of its words."""

    lexicon: Lexicon
    expansions: Sequence[Expansion] = ()

    @classmethod
    def expanded(cls, lexicon: Lexicon, *, complete_last: bool) -> "QueryVariant":
        """Expand the words: by synonyms, by one word for two, and by two for one.

        If `complete_last`, expand the last word also by those that begin with it.
        """
        return cls(lexicon, _expansions(lexicon, complete_last=complete_last))

    @property
    def can_match_all(self) -> bool:
        """Whether products have each of the words, or what will do instead."""
        return all(map(self._frequency, range(len(self.lexicon.stems))))

    def match_all(self) -> TextQuery:
        """Return the query for products that have all the words."""
        max_matches, max_as_typed = self.max_matches(), QueryVariant(self.lexicon).max_matches()
        level = sample_level_for_ranking(max_matches)
        if max_as_typed and level > sample_level_for_ranking(max_as_typed):
            # Of what was typed nothing is left out for the sake of what else it may have meant.
            typed = [expansion for expansion in self.expansions if expansion.is_typed]
            return replace(self, expansions=typed).text_query((), 0, max_as_typed)
        return self.text_query((), 0, max_matches)

    def max_matches(self) -> int:
        """Return how many products may have all the words.

        How many do is not known beforehand.
        """
        places = range(len(self.lexicon.stems))
        return self._max_matches(places, len(places))

    def relaxations(self) -> Iterator[TextQuery]:
        """Return queries for products that have some of the words, for fewer and fewer words.

        First for all words that products have at all, then for all of these but one, and so on; in
        the end for any of the rarest.
        """
        stems = self.lexicon.stems
        known = [place for place in range(len(stems)) if self._frequency(place)]
        most = len(known) if len(known) < len(stems) else len(known) - 1
        for min_should_match in range(most, 1, -1):
            if math.comb(len(known), min_should_match) > MAX_COMBINATIONS:
                break
            max_matches = self._max_matches(known, min_should_match)
            yield self.text_query(known, min_should_match, max_matches)
        if known and len(stems) > 1:
            rarest = self._rarest(known)
            yield self.text_query(rarest, 1, self._max_matches(rarest, 1))

    def text_query(
        self, required: Sequence[int], min_should_match: int, max_matches: int
    ) -> TextQuery:
        """Return the query for products that have `min_should_match` of the stems `required`.

        `required` are indexes; 0 means all stems. `max_matches` is how many products may match.
        """
        lexicon = self.lexicon
        stems = list(lexicon.stems)
        weights = [lexicon.weight_of(stem) for stem in stems]
        alternatives = []
        for expansion in self.expansions:
            indexes = tuple(range(len(stems), len(stems) + len(expansion.stems)))
            alternatives.append(
                Alternative(expansion.start, expansion.end, indexes, expansion.is_typed)
            )
            stems += expansion.stems
            weights += expansion.weights
        return TextQuery(
            stems=tuple(stems),
            language=lexicon.language,
            required=tuple(lexicon.stems[place] for place in required) or lexicon.stems,
            min_should_match=min_should_match,
            sample_level=sample_level_for_ranking(max_matches),
            finest_sample_level=finest_sample_level(max_matches),
            weights=tuple(round(weight, 4) for weight in weights),
            mean_length=round(lexicon.mean_length, 2),
            mean_name_length=round(lexicon.mean_name_length, 2),
            name_key=lexicon.name_key,
            alternatives=tuple(alternatives),
        )

    def _frequency(self, place: int) -> int:
        """Return how many products may have the word, or what will do instead."""
        instead = (
            expansion.max_matches
            for expansion in self.expansions
            if expansion.start <= place < expansion.end
        )
        return self.lexicon.frequencies.get(self.lexicon.stems[place], 0) + sum(instead)

    def _max_matches(self, places: Sequence[int], min_should_match: int) -> int:
        """Return how many products may have so many of the words."""
        # Whichever words a product lacks, it has one of the rarest.
        frequencies = sorted(map(self._frequency, places))
        return sum(frequencies[: len(frequencies) - min_should_match + 1])

    def _rarest(self, known: Sequence[int]) -> Sequence[int]:
        # A product that has only the commonest of the words is hardly what is meant.
        rarest: list[int] = []
        total = 0
        stems = self.lexicon.stems
        for place in sorted(known, key=lambda place: (self._frequency(place), stems[place])):
            if rarest and total + self._frequency(place) > MAX_MATCHES_OF_ANY:
                break
            rarest.append(place)
            total += self._frequency(place)
        return rarest


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What to search for. It makes the text queries one by one, as they are needed."""

    lexicons: Sequence[Lexicon]
    """Of the languages that the query may be in, the shopper's first."""
    is_exact: bool
    """Whether only the words as typed will do."""
    complete_last: bool
    """Whether the last word may be the beginning of a longer one."""

    def match_all(self) -> Iterator[TextQuery]:
        """Return the queries for all the words, in each language that has something for each."""
        variants = map(self._variant, self.lexicons)
        return (variant.match_all() for variant in variants if variant.can_match_all)

    def relaxations(self) -> Iterator[TextQuery]:
        """Return the queries for some of the words, one language after the other."""
        # In its own language a query has the most stop words: "de" is a word in English.
        for lexicon in sorted(self.lexicons, key=lambda lexicon: len(lexicon.stems)):
            yield from self._variant(lexicon).relaxations()

    def _variant(self, lexicon: Lexicon) -> QueryVariant:
        if self.is_exact:
            return QueryVariant(lexicon)
        return QueryVariant.expanded(lexicon, complete_last=self.complete_last)


def plan_query(
    parsed: ParsedQuery, language: Language, *, is_exact: bool, complete_last: bool
) -> QueryPlan:
    """Return what to search for; nothing if the query is only stop words in this language."""
    lexicons = [parsed.lexicons[other] for other in preferred_first(language)]
    with_stems = [lexicon for lexicon in lexicons if lexicon.stems] if lexicons[0].stems else []
    return QueryPlan(with_stems, is_exact, complete_last)


def _expansions(lexicon: Lexicon, *, complete_last: bool) -> Sequence[Expansion]:
    if len(lexicon.stems) > MAX_EXPANDED_STEMS:
        return ()
    expansions: list[Expansion] = []
    compounded: set[int] = set()
    for place, (stem, products) in sorted(lexicon.compounds.items()):
        pair = {place, place + 1}
        if not pair & compounded and stem not in lexicon.stems:
            compounded |= pair
            weight = _COMPOUND_WEIGHT * sum(lexicon.weight_of(lexicon.stems[part]) for part in pair)
            expansions.append(Expansion({stem: products}, place, place + 2, (weight,)))
    stems = {*lexicon.stems, *(stem for expansion in expansions for stem in expansion.stems)}
    for place in range(len(lexicon.stems)):
        if place not in compounded:
            is_last = complete_last and place == len(lexicon.stems) - 1
            for expansion in _expansions_of_one(lexicon, place, complete=is_last):
                if not stems & expansion.stems.keys():
                    stems |= expansion.stems.keys()
                    expansions.append(expansion)
    return expansions


def _expansions_of_one(lexicon: Lexicon, place: int, *, complete: bool) -> Iterator[Expansion]:
    typed = lexicon.stems[place]
    weight, frequency = lexicon.weight_of(typed), lexicon.frequencies.get(typed, 0)
    if typed_form := lexicon.typed_forms.get(typed):
        typed_weight = max(1.0, _TYPED_FORM_WEIGHT * weight)
        yield Expansion(typed_form, place, place + 1, (typed_weight,), is_typed=True)
    synonyms = lexicon.synonyms.get(typed, {})
    commonest = sorted(synonyms.items(), key=lambda synonym: (-synonym[1], synonym[0]))
    for stem, products in commonest[:MAX_SYNONYMS]:
        yield Expansion({stem: products}, place, place + 1, (_SYNONYM_WEIGHT * weight,))
    if parts := lexicon.parts.get(typed):
        rarities = [lexicon.idf(products) for products in parts.values()]
        weights = tuple(_PARTS_WEIGHT * weight * rarity / sum(rarities) for rarity in rarities)
        yield Expansion(parts, place, place + 1, weights)
    for stem, products in lexicon.completions.items() if complete else ():
        if _MIN_COMPLETION_RATIO * frequency <= products <= frequency and frequency:
            # A rare word must not weigh more than the one that was typed.
            rarity = min(lexicon.idf(products), weight)
            yield Expansion({stem: products}, place, place + 1, (_COMPLETION_WEIGHT * rarity,))
