"""The words of a search, and the ways to ask the index for them."""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")

RANKED, COUNTED = 2_000, 10_000
"""Results up to which all are ranked, and products up to which all are counted that are listed
without words; of more, a sample is."""
LOOKED_THROUGH = 1_000
"""Products that are looked through for what has any of the words."""
LOOKED_UP = 20_000
"""Products that are looked up for having enough of the words, or for what the filters leave."""
_SAMPLE = 1_000
"""Results that a sample has at most."""
LEVELS = (0, 1, 2, 3)
"""Of samples: 0 is everything, each next one has an eighth of the one before."""
MOST_CHOICES = 32
"""Ways to choose the words that must be there, of which any will do."""
MOST_STEMS = 16
"""Stems that are looked for: the rarest of a longer search."""
MOST_FINISHED = 6
"""Stems of a search up to which its last word is taken for the beginning of others too."""
_FINISHED = 0.25
"""Of the products that have the last word as typed, how many must have another that begins so. More
must not: who looks for a desk is not to be shown desktops above all."""
_LESS = 0.4
"""What a word counts for that the last one is the beginning of, against the word itself."""


def words_of(query: str) -> list[str]:
    """Answer the words that a shopper typed, without what stands between them."""
    return _WORD.findall(query)


def starting_with(language: Language) -> list[Language]:
    """Answer the shop's languages, this one first."""
    return sorted(Language, key=lambda other: other is not language)


def level_for(results: float, enough: int) -> int:
    """Answer the sample to take of so many results, of which `enough` need none."""
    if results <= enough:
        return 0
    return next((level for level in LEVELS if results / share(level) <= _SAMPLE), LEVELS[-1])


def ranked_of(results: float) -> int:
    """Answer the sample that is ranked of so many results."""
    return level_for(results, RANKED)


def finest_of(at_most: float) -> int:
    """Answer the largest sample that is worth looking at, where so many products may have to be."""
    return next((one for one in LEVELS if at_most <= LOOKED_UP * share(one)), LEVELS[-1])


def share(level: int) -> int:
    """Answer how many products one of the sample stands for."""
    return 1 << 3 * level


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the index of one language knows of the words of a search."""

    language: Language
    stems: tuple[str, ...]
    """As the index has them, each once, in the order typed, stop words left out."""
    frequencies: Mapping[str, int]
    """Products that have the stem; one that none has is left out."""
    products: int = 0
    size: float = 1.0
    """Different stems of a product, on average."""
    name_words: float = 1.0
    """Words in a name, on average."""
    whole: str = ""
    """All that was typed, as a name that is just that is kept."""
    begun: Mapping[str, int] = field(default_factory=dict)
    """Other stems whose words begin with the last word typed, with the products that have them."""

    def wanted(self) -> "Wanted":
        """Look for products that have all the words."""
        return self._wanted(self.stems, 0, self.at_most())

    def unfinished(self) -> "Wanted":
        """The same, but for the last word those will do as well that begin with it."""
        whole = self.wanted()
        having = self.frequencies.get(self.stems[-1], 0)
        begun = {
            stem: products
            for stem, products in self.begun.items()
            if _FINISHED * having <= products <= having and stem not in self.stems
        }
        if not begun or not having or len(self.stems) > MOST_FINISHED:
            return whole
        others = [self.frequencies.get(stem, 0) for stem in self.stems[:-1]]
        at_most = min([*others, having + sum(begun.values())])
        if ranked_of(at_most) > whole.level:
            # Of what was typed nothing is left out for the sake of what it may have meant.
            return whole
        # A rare word must not count for more than the one that was typed.
        weights = [
            round(_LESS * min(self._weight(n), whole.weights[-1]), 4) for n in begun.values()
        ]
        return replace(
            whole,
            stems=(*self.stems, *begun),
            begun=len(begun),
            finest=finest_of(at_most),
            weights=(*whole.weights, *weights),
        )

    def at_most(self) -> int:
        """Answer how many products may have all of them; how many do is not known beforehand."""
        return self._having(self.stems, len(self.stems))

    def wanted_in_part(self) -> Iterator["Wanted"]:
        """Look for those that have some of the words: fewer and fewer are asked for.

        All that are known, all of these but one, and so on; in the end any of the rarest.
        """
        known = tuple(stem for stem in self.stems if self.frequencies.get(stem))
        most = len(known) if len(known) < len(self.stems) else len(known) - 1
        for least in range(most, 1, -1):
            if math.comb(len(known), least) > MOST_CHOICES:
                break
            yield self._wanted(known, least, self._having(known, least))
        if known and len(self.stems) > 1:
            rarest, having = self._rarest()
            yield self._wanted(rarest, 1, having)

    def _wanted(self, needed: tuple[str, ...], least: int, at_most: int) -> "Wanted":
        frequencies = [self.frequencies.get(stem, 0) for stem in self.stems]
        return Wanted(
            stems=self.stems,
            language=self.language,
            needed=needed,
            least=least,
            level=ranked_of(at_most),
            finest=finest_of(at_most),
            weights=tuple(round(self._weight(one), 4) for one in frequencies),
            size=round(self.size, 2),
            name_words=round(self.name_words, 2),
            whole=self.whole,
        )

    def _weight(self, frequency: int) -> float:
        return _idf(self.products, frequency)

    def _having(self, stems: Iterable[str], least: int) -> int:
        # Whichever are left out, one of the rarest is among them.
        frequencies = sorted(self.frequencies.get(stem, 0) for stem in stems)
        return sum(frequencies[: len(frequencies) - least + 1])

    @property
    def has_all(self) -> bool:
        """Whether each stem is found in some product."""
        return all(self.frequencies.get(stem) for stem in self.stems)

    def _rarest(self) -> tuple[tuple[str, ...], int]:
        # A product that has only the commonest of the words is hardly what is meant.
        known = sorted((self.frequencies[s], s) for s in self.stems if self.frequencies.get(s))
        needed: list[str] = []
        having = 0
        for frequency, stem in known:
            if needed and having + frequency > LOOKED_THROUGH:
                break
            needed.append(stem)
            having += frequency
        return tuple(needed), having


def _idf(products: int, frequency: int) -> float:
    """Rarity of a word as BM25 has it, never below 0."""
    return math.log1p(max(0, products - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: word stems as the index has them, at least one, all different.

    A cursor carries the numbers along, so that all pages are ranked by the same.
    """

    stems: tuple[str, ...]
    language: Language
    """Of the index: texts are shown in the shopper's own, whichever finds them."""
    needed: tuple[str, ...] = ()
    """Those that must be there; what has the others too is better."""
    least: int = 0
    """How many of `needed` are enough; 0: all of `stems` are needed."""
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
    begun: int = 0
    """How many at the end of `stems` may stand for the one before them, which they begin with."""

    @property
    def typed(self) -> int:
        """How many of `stems` were typed."""
        return len(self.stems) - self.begun

    @property
    def query(self) -> str:
        """What must match, as a tsquery."""
        if not self.least:
            return self._all(self.each)
        enough = itertools.combinations(map(_quote, self.needed), self.least)
        return " | ".join(" & ".join(some) for some in enough)

    @property
    def in_name(self) -> str:
        """All stems in the product's name (weight A), as a tsquery."""
        return self._all([f"{stem}:A" for stem in self.each])

    @property
    def each(self) -> list[str]:
        """Each stem as a tsquery of its own."""
        return [_quote(stem) for stem in self.stems]

    def _all(self, each: Sequence[str]) -> str:
        *others, last = each[: self.typed]
        if self.begun:
            last = f"({' | '.join([last, *each[self.typed :]])})"
        return " & ".join([*others, last])


def rarest(stems: Sequence[str], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """Answer the stems to look for, in their order, if there are too many for one search."""
    if len(stems) <= MOST_STEMS:
        return tuple(stems)
    kept = sorted(stems, key=lambda stem: frequencies.get(stem) or math.inf)[:MOST_STEMS]
    return tuple(stem for stem in stems if stem in kept)


def begun_in_name(stems: Iterable[str]) -> str:
    """Write a tsquery for any of the stems in a product's name."""
    return " | ".join(f"{_quote(stem)}:A" for stem in stems)


def _quote(stem: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
