"""The words of a search, and the ways to ask the index for them."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")

RANKED, COUNTED = 2_000, 10_000
"""Results up to which all are ranked, and products up to which all are counted that are listed
without words; of more, a sample is."""
_SAMPLE = 1_000
"""Results that a sample has at most, as far as can be told beforehand."""
LEVELS = (0, 1, 2, 3)
"""Of samples: 0 is everything, each next one has an eighth of the one before."""
MOST_STEMS = 16
"""Stems that are looked for: the rarest of a longer search."""


def words_of(query: str) -> list[str]:
    """Answer the words that a shopper typed, without what stands between them."""
    return _WORD.findall(query)


def starting_with(language: Language) -> list[Language]:
    """Answer the shop's languages, this one first."""
    return sorted(Language, key=lambda other: other is not language)


def level_for(results: float, enough: int) -> int:
    """Answer the sample to take of so many expected results, of which `enough` need none."""
    if results <= enough:
        return 0
    return next((level for level in LEVELS if results / share(level) <= _SAMPLE), LEVELS[-1])


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

    def wanted(self, *, any_will_do: bool = False) -> "Wanted":
        """Look for the words: for all of them, or for any."""
        frequencies = [self.frequencies.get(stem, 0) for stem in self.stems]
        if any_will_do:
            needed, expected = self._rarest()
        else:
            needed = self.stems
            expected = self.products * math.prod(
                min(1.0, frequency / max(1, self.products)) for frequency in frequencies
            )
        return Wanted(
            stems=self.stems,
            language=self.language,
            any_will_do=any_will_do,
            needed=needed,
            level=level_for(expected, RANKED),
            weights=tuple(round(_idf(self.products, one), 4) for one in frequencies),
            size=round(self.size, 2),
            name_words=round(self.name_words, 2),
        )

    @property
    def has_all(self) -> bool:
        """Whether each stem is found in some product."""
        return all(self.frequencies.get(stem) for stem in self.stems)

    def _rarest(self) -> tuple[tuple[str, ...], float]:
        # A product that has only the commonest of the words is hardly what is meant.
        known = sorted((self.frequencies[s], s) for s in self.stems if self.frequencies.get(s))
        needed: list[str] = []
        expected = 0
        for frequency, stem in known:
            if needed and expected + frequency > RANKED:
                break
            needed.append(stem)
            expected += frequency
        return tuple(needed), expected


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
    any_will_do: bool = False
    """Whether one of `needed` is enough to be found, else all stems are needed."""
    needed: tuple[str, ...] = ()
    level: int = 0
    """Of the sample that is looked at."""
    weights: tuple[float, ...] = ()
    """Of each stem, by its rarity."""
    size: float = 1.0
    name_words: float = 1.0

    @property
    def query(self) -> str:
        """What must match, as a tsquery."""
        if self.any_will_do:
            return _join(map(_quote, self.needed), any_will_do=True)
        return _join(self.each, any_will_do=False)

    @property
    def in_name(self) -> str:
        """All stems in the product's name (weight A), as a tsquery."""
        return _join([f"{stem}:A" for stem in self.each], any_will_do=False)

    @property
    def each(self) -> list[str]:
        """Each stem as a tsquery of its own."""
        return [_quote(stem) for stem in self.stems]


def rarest(stems: Sequence[str], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """Answer the stems to look for, in their order, if there are too many for one search."""
    if len(stems) <= MOST_STEMS:
        return tuple(stems)
    kept = sorted(stems, key=lambda stem: frequencies.get(stem) or math.inf)[:MOST_STEMS]
    return tuple(stem for stem in stems if stem in kept)


def _join(queries: Iterable[str], *, any_will_do: bool) -> str:
    return (" | " if any_will_do else " & ").join(queries)


def _quote(stem: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
