"""Expands a query by alternatives for its words, and relaxes it to some of its words."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.domain import Language
from catalog.search.query.lexicon import (
    Lexicon,
    ParsedQuery,
    likeliest_first,
    preferred_first,
)
from catalog.search.query.text_query import Alternative, TextQuery
from catalog.search.sampling import finest_sample_level, sample_level_for_ranking

MAX_MATCHES_OF_ANY = 1_000
"""Products that may be ranked for having only one of the words."""
MAX_COMBINATIONS = 32
"""Combinations of words, of which one must match, in one tsquery."""
MAX_EXPANDED_STEMS = 6
"""Stems of a query that is expanded; a longer one is not."""
MAX_SYNONYMS = 3
"""Synonyms that a word is expanded by: those that most products have."""
_MIN_COMPLETION_RATIO = 0.25
"""How many products must have a completion, relative to those with the last word itself. At most as
many may: a search for a desk must not show mostly desktops."""
_COMPLETION_WEIGHT = 0.4
"""The weight of a completion, relative to the weight of the word itself."""
_TYPED_FORM_WEIGHT = 1.5
"""The weight of a word as typed, relative to its correction: the few products that have it come
first."""
_SYNONYM_WEIGHT = 0.8
"""The weight of a synonym, relative to the word as typed."""
_COMPOUND_WEIGHT, _PARTS_WEIGHT = 0.4, 0.2
"""The weight of a compound, relative to the two words typed; and the weight of its parts together,
relative to the compound as typed."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Stems that together replace one typed stem, or two adjacent ones."""

    stems: Mapping[str, int]
    """The stems, and the number of products that have each."""
    start: int
    end: int
    """See Alternative."""
    weights: tuple[float, ...]
    is_typed: bool = False
    """See Alternative."""

    @property
    def max_matches(self) -> int:
        """How many products it matches at most."""
        return min(self.stems.values())


@dataclass(frozen=True, slots=True)
class QueryVariant:
    """A query in one language, with alternatives for its words."""

    lexicon: Lexicon
    expansions: Sequence[Expansion] = ()

    @classmethod
    def expanded(cls, lexicon: Lexicon, *, complete_last: bool) -> "QueryVariant":
        """Expand the words by synonyms, by compounds, and by the parts of compounds.

        If `complete_last`, also expand the last word by longer words that begin with it.
        """
        return cls(lexicon, _expansions(lexicon, complete_last=complete_last))

    @property
    def can_match_all(self) -> bool:
        """Whether products have each of the words, or an alternative for it."""
        return all(map(self._frequency, range(len(self.lexicon.stems))))

    def match_all(self) -> TextQuery:
        """Return the query for products that have all the words."""
        max_matches, max_as_typed = self.max_matches(), QueryVariant(self.lexicon).max_matches()
        level = sample_level_for_ranking(max_matches)
        if max_as_typed and level > sample_level_for_ranking(max_as_typed):
            # Alternatives must not push products with the typed words out of the sample.
            typed = [expansion for expansion in self.expansions if expansion.is_typed]
            return replace(self, expansions=typed).text_query((), 0, max_as_typed)
        return self.text_query((), 0, max_matches)

    def match_without_foreign(self) -> Iterator[TextQuery]:
        """Yield the query for products that have all words but the stop words of other languages.

        Products with those too rank higher. There is none if no word, or each word, is such one.
        """
        foreign = self.lexicon.foreign
        required = [place for place, stem in enumerate(self.lexicon.stems) if stem not in foreign]
        if 0 < len(required) < len(self.lexicon.stems) and all(map(self._frequency, required)):
            max_matches = self._max_matches(required, len(required))
            yield self.text_query(required, len(required), max_matches)

    def max_matches(self) -> int:
        """Return how many products have all the words at most.

        How many do is not known before the query is executed.
        """
        places = range(len(self.lexicon.stems))
        return self._max_matches(places, len(places))

    def relaxations(self) -> Iterator[TextQuery]:
        """Yield queries for products that have some of the words, for fewer and fewer words.

        The first one is for all words that any product has, the next for all of these but one, and
        so on. The last one is for any of the rarest words.
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

        `required` are indexes of stems. A `min_should_match` of 0 means all stems. `max_matches` is
        how many products match at most.
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
        """Return how many products have the word, or an alternative for it, at most."""
        instead = (
            expansion.max_matches
            for expansion in self.expansions
            if expansion.start <= place < expansion.end
        )
        return self.lexicon.frequencies.get(self.lexicon.stems[place], 0) + sum(instead)

    def _max_matches(self, places: Sequence[int], min_should_match: int) -> int:
        """Return how many products have so many of the words, at most."""
        # Whichever words a product lacks, it has one of the rarest ones.
        frequencies = sorted(map(self._frequency, places))
        return sum(frequencies[: len(frequencies) - min_should_match + 1])

    def _rarest(self, known: Sequence[int]) -> Sequence[int]:
        # A product that has only the most common word is hardly what the shopper means.
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
    """The text queries of a search, generated one by one as they are needed."""

    language: Language
    """The shopper's."""
    lexicons: Sequence[Lexicon]
    """The lexicons of the languages that the query may be in, the shopper's first; may be empty."""
    is_exact: bool
    """Whether the words have no alternatives."""
    complete_last: bool
    """Whether the last word may be incomplete."""

    def match_all(self) -> Iterator[TextQuery]:
        """Yield the queries for all the words, in each language whose products have all of them.

        After each, yield the one without the stop words of other languages, which would hide what
        this language has.
        """
        for variant in map(self._variant, self.lexicons):
            if variant.can_match_all:
                yield variant.match_all()
            yield from variant.match_without_foreign()

    def relaxations(self) -> Iterator[TextQuery]:
        """Yield the queries for some of the words, one language after the other."""
        for variant in map(self._variant, likeliest_first(self.lexicons, self.language)):
            yield from variant.match_without_foreign()
            yield from variant.relaxations()

    def _variant(self, lexicon: Lexicon) -> QueryVariant:
        if self.is_exact:
            return QueryVariant(lexicon)
        return QueryVariant.expanded(lexicon, complete_last=self.complete_last)


def plan_query(
    parsed: ParsedQuery, language: Language, *, is_exact: bool, complete_last: bool
) -> QueryPlan:
    """Return the plan of a search; it is empty if the query is only stop words in this language."""
    lexicons = [parsed.lexicons[other].known() for other in preferred_first(language)]
    with_stems = [lexicon for lexicon in lexicons if lexicon.stems] if lexicons[0].stems else []
    return QueryPlan(language, with_stems, is_exact, complete_last)


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
    if code := lexicon.codes.get(typed):
        # It has all that was typed, and the word alone has not.
        compound, products = code
        code_weight = weight + lexicon.idf(products)
        yield Expansion({compound: products}, place, place + 1, (code_weight,))
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
            # A rare completion must not weigh more than the typed word.
            rarity = min(lexicon.idf(products), weight)
            yield Expansion({stem: products}, place, place + 1, (_COMPLETION_WEIGHT * rarity,))
