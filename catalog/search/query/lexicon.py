"""The words of a search, and what the index knows of them."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")
_SKU = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")

RANKED, COUNTED = 2_000, 10_000
"""Results up to which all are ranked, and products up to which all are counted that are listed
without words; of more, a sample is."""
LOOKED_UP = 20_000
"""Products that are looked up for having enough of the words, or for what the filters leave."""
_SAMPLE = 1_000
"""Results that a sample has at most."""
LEVELS = (0, 1, 2, 3)
"""Of samples: 0 is everything, each next one has an eighth of the one before."""
MOST_STEMS = 16
"""Stems that are looked for: the rarest of a longer search."""

_LEAST_WEIGHT = 0.01


def words_of(query: str) -> list[str]:
    """Answer the words that a shopper typed, without what stands between them."""
    return _WORD.findall(query)


def skus_in(query: str) -> tuple[str, ...]:
    """Answer the SKUs that what was typed may be: none, or the same in each kind of letters.

    Without a digit it is a word.
    """
    typed = query.strip()
    if not _SKU.fullmatch(typed):
        return ()
    return tuple(dict.fromkeys((typed, typed.upper(), typed.lower())))


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
    same: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem, others that mean the same, with the products that have them."""
    joined: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """By number of a stem, the one that it makes with the next written to it ("head set"), and how
    many products have that."""
    kept: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a word that was put right, that of the word as typed, and who has it: few."""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem, the stems of the words that it is made of ("mousepad"), with their products."""

    def weight(self, products: int) -> float:
        """Answer what a word counts for that so many products have: its rarity, as BM25 has it."""
        rarity = math.log1p(max(0, self.products - products + 0.5) / (products + 0.5))
        # What nearly all have still tells who says it in the name.
        return max(_LEAST_WEIGHT, rarity)

    def weight_of(self, stem: str) -> float:
        """Answer what one of the stems counts for."""
        # As rare as what it means: "sillón" is no rarer in a shop that says "butaca" for it.
        same = sum(self.same.get(stem, {}).values())
        return self.weight(self.frequencies.get(stem, 0) + same)


def rarest(stems: Sequence[str], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """Answer the stems to look for, in their order, if there are too many for one search."""
    if len(stems) <= MOST_STEMS:
        return tuple(stems)
    kept = sorted(stems, key=lambda stem: frequencies.get(stem) or math.inf)[:MOST_STEMS]
    return tuple(stem for stem in stems if stem in kept)
