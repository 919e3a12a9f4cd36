"""The words of a search, and what the index knows of them."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")
_SKU = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")

MAX_STEMS = 16
"""Stems that are looked for: the rarest of a longer search."""

_MIN_WEIGHT = 0.01


def words_of(query: str) -> list[str]:
    """Return the words that a shopper typed, without what stands between them."""
    return _WORD.findall(query)


def skus_in(query: str) -> tuple[str, ...]:
    """Return the SKUs that what was typed may be: none, or the same in each kind of letters.

    Without a digit it is a word.
    """
    typed = query.strip()
    if not _SKU.fullmatch(typed):
        return ()
    return tuple(dict.fromkeys((typed, typed.upper(), typed.lower())))


def starting_with(language: Language) -> list[Language]:
    """Return the shop's languages, this one first."""
    return sorted(Language, key=lambda other: other is not language)


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
        """Return what a word counts for that so many products have: its rarity, as BM25 has it."""
        rarity = math.log1p(max(0, self.products - products + 0.5) / (products + 0.5))
        # What nearly all have still tells who says it in the name.
        return max(_MIN_WEIGHT, rarity)

    def weight_of(self, stem: str) -> float:
        """Return what one of the stems counts for."""
        # As rare as what it means: "sillón" is no rarer in a shop that says "butaca" for it.
        same = sum(self.same.get(stem, {}).values())
        return self.weight(self.frequencies.get(stem, 0) + same)


def rarest(stems: Sequence[str], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """Return the stems to look for, in their order, if there are too many for one search."""
    if len(stems) <= MAX_STEMS:
        return tuple(stems)
    kept = sorted(stems, key=lambda stem: frequencies.get(stem) or math.inf)[:MAX_STEMS]
    return tuple(stem for stem in stems if stem in kept)
