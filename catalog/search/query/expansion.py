"""What may be meant by the words of a search in one language, from all of them to any."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.search.query.lexicon import Lexicon
from catalog.search.query.tsquery import Instead, Wanted
from catalog.search.sampling import finest_of, ranked_of

LOOKED_THROUGH = 1_000
"""Products that are looked through for what has any of the words."""
MAX_CHOICES = 32
"""Ways to choose the words that must be there, of which any will do."""
MAX_LOOSE_STEMS = 6
"""Stems of a search up to which others will do as well as those typed."""
MAX_SYNONYMS = 3
"""Other words for one of them."""
_FINISHED = 0.25
"""Of the products that have the last word as typed, how many must have another that begins so. More
must not: who looks for a desk is not to be shown desktops above all."""
_LESS = 0.4
"""What a word counts for that the last one is the beginning of, against the word itself."""
_KEPT = 1.5
"""What a word as typed counts for, which few products have, against the one that it is put right
to: these few come first."""
_SAME = 0.8
"""What another word for the same counts for, against the word as typed."""
_JOINED, _PARTED = 0.4, 0.2
"""What one word counts for that is two of those typed, against both; and what the words count for
together that one is made of."""


@dataclass(frozen=True, slots=True)
class Other:
    """What will do for one or two of the stems typed: one stem, or some together."""

    stems: Mapping[str, int]
    """With the products that have them."""
    first: int
    past: int
    """See Instead."""
    weights: tuple[float, ...]
    is_typed: bool = False
    """See Instead."""

    @property
    def products(self) -> int:
        """How many products it may find."""
        return min(self.stems.values())


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words as typed, with what will do instead of them."""

    lexicon: Lexicon
    others: Sequence[Other] = ()

    @classmethod
    def loosely(cls, lexicon: Lexicon, *, unfinished: bool) -> "Meaning":
        """Let others do that mean the same; one word for two, or two for one.

        If `unfinished`, for the last word those will do as well that begin with it.
        """
        return cls(lexicon, _others(lexicon, unfinished=unfinished))

    @property
    def may_have_all(self) -> bool:
        """Whether for each word there is something to find."""
        return all(map(self._having, range(len(self.lexicon.stems))))

    def wanted(self) -> Wanted:
        """Look for products that have all the words."""
        at_most, of_typed = self.at_most(), Meaning(self.lexicon).at_most()
        if of_typed and ranked_of(at_most) > ranked_of(of_typed):
            # Of what was typed nothing is left out for the sake of what else it may have meant.
            typed = [other for other in self.others if other.is_typed]
            return replace(self, others=typed).with_numbers((), 0, of_typed)
        return self.with_numbers((), 0, at_most)

    def at_most(self) -> int:
        """Return how many products may have all of them; how many do is not known beforehand."""
        places = range(len(self.lexicon.stems))
        return self._at_most(places, len(places))

    def in_part(self) -> Iterator[Wanted]:
        """Look for those that have some of the words: fewer and fewer are asked for.

        All that are known, all of these but one, and so on; in the end any of the rarest.
        """
        stems = self.lexicon.stems
        known = [place for place in range(len(stems)) if self._having(place)]
        most = len(known) if len(known) < len(stems) else len(known) - 1
        for least in range(most, 1, -1):
            if math.comb(len(known), least) > MAX_CHOICES:
                break
            yield self.with_numbers(known, least, self._at_most(known, least))
        if known and len(stems) > 1:
            rarest = self._rarest(known)
            yield self.with_numbers(rarest, 1, self._at_most(rarest, 1))

    def with_numbers(self, needed: Sequence[int], least: int, at_most: int) -> Wanted:
        """Look for products that have `least` of the stems of these numbers; 0: all of all.

        `at_most` is how many may have them.
        """
        lexicon = self.lexicon
        stems = list(lexicon.stems)
        weights = [lexicon.weight_of(stem) for stem in stems]
        instead = []
        for other in self.others:
            numbers = tuple(range(len(stems), len(stems) + len(other.stems)))
            instead.append(Instead(other.first, other.past, numbers, other.is_typed))
            stems += other.stems
            weights += other.weights
        return Wanted(
            stems=tuple(stems),
            language=lexicon.language,
            needed=tuple(lexicon.stems[place] for place in needed) or lexicon.stems,
            least=least,
            level=ranked_of(at_most),
            finest=finest_of(at_most),
            weights=tuple(round(weight, 4) for weight in weights),
            size=round(lexicon.size, 2),
            name_words=round(lexicon.name_words, 2),
            whole=lexicon.whole,
            instead=tuple(instead),
        )

    def _having(self, place: int) -> int:
        """Return how many products may have the word, or what will do instead."""
        others = (one.products for one in self.others if one.first <= place < one.past)
        return self.lexicon.frequencies.get(self.lexicon.stems[place], 0) + sum(others)

    def _at_most(self, places: Sequence[int], least: int) -> int:
        """Return how many may have so many of the words."""
        # Whichever are left out, one of the rarest is among them.
        having = sorted(map(self._having, places))
        return sum(having[: len(having) - least + 1])

    def _rarest(self, known: Sequence[int]) -> Sequence[int]:
        # A product that has only the commonest of the words is hardly what is meant.
        needed: list[int] = []
        sum_of_all = 0
        stems = self.lexicon.stems
        for place in sorted(known, key=lambda place: (self._having(place), stems[place])):
            if needed and sum_of_all + self._having(place) > LOOKED_THROUGH:
                break
            needed.append(place)
            sum_of_all += self._having(place)
        return needed


def _others(lexicon: Lexicon, *, unfinished: bool) -> Sequence[Other]:
    if len(lexicon.stems) > MAX_LOOSE_STEMS:
        return ()
    others: list[Other] = []
    taken: set[int] = set()
    for place, (stem, products) in sorted(lexicon.joined.items()):
        pair = {place, place + 1}
        if not pair & taken and stem not in lexicon.stems:
            taken |= pair
            weight = _JOINED * sum(lexicon.weight_of(lexicon.stems[one]) for one in pair)
            others.append(Other({stem: products}, place, place + 2, (weight,)))
    known = {*lexicon.stems, *(stem for other in others for stem in other.stems)}
    for place in range(len(lexicon.stems)):
        if place not in taken:
            last = unfinished and place == len(lexicon.stems) - 1
            for other in _for_one(lexicon, place, last=last):
                if not known & other.stems.keys():
                    known |= other.stems.keys()
                    others.append(other)
    return others


def _for_one(lexicon: Lexicon, place: int, *, last: bool) -> Iterator[Other]:
    typed = lexicon.stems[place]
    own, having = lexicon.weight_of(typed), lexicon.frequencies.get(typed, 0)
    if kept := lexicon.kept.get(typed):
        counts = max(1.0, _KEPT * own)
        yield Other(kept, place, place + 1, (counts,), is_typed=True)
    same = sorted(lexicon.same.get(typed, {}).items(), key=lambda item: (-item[1], item[0]))
    for stem, products in same[:MAX_SYNONYMS]:
        yield Other({stem: products}, place, place + 1, (_SAME * own,))
    if parts := lexicon.parts.get(typed):
        rarities = [lexicon.weight(products) for products in parts.values()]
        weights = tuple(_PARTED * own * one / sum(rarities) for one in rarities)
        yield Other(parts, place, place + 1, weights)
    for stem, products in lexicon.begun.items() if last else ():
        if _FINISHED * having <= products <= having and having:
            # A rare word must not count for more than the one that was typed.
            weight = _LESS * min(lexicon.weight(products), own)
            yield Other({stem: products}, place, place + 1, (weight,))
