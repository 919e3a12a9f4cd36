"""The words of a query, and what the search index knows of them."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")
_SKU = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")

MAX_STEMS = 16
"""Stems that are looked for: the rarest ones of a longer query."""

_MIN_IDF = 0.01


def tokenize(query: str) -> list[str]:
    """Return the words of a query, without the signs and spaces between them."""
    return _WORD.findall(query)


def sku_candidates(query: str) -> tuple[str, ...]:
    """Return the SKUs that the query may be: as typed, in capitals, in small letters.

    Return none if it has no digit: it is a word then.
    """
    typed = query.strip()
    if not _SKU.fullmatch(typed):
        return ()
    return tuple(dict.fromkeys((typed, typed.upper(), typed.lower())))


def preferred_first(language: Language) -> list[Language]:
    """Return the shop's languages, this one first."""
    return sorted(Language, key=lambda other: other is not language)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the index of one language knows of the words of a query."""

    language: Language
    stems: tuple[str, ...]
    """As the index has them, each once, in the order typed, without stop words."""
    frequencies: Mapping[str, int]
    """By stem, how many products have it; only stems that some product has."""
    product_count: int = 0
    """Products in the index."""
    mean_length: float = 1.0
    """Different stems of a product, on average."""
    mean_name_length: float = 1.0
    """Words in a product's name, on average."""
    name_key: str = ""
    """The whole query, folded as the index has the names of products."""
    completions: Mapping[str, int] = field(default_factory=dict)
    """Other stems whose words begin with the last word typed, with how many products have each."""
    synonyms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem, others that mean the same, with how many products have each."""
    compounds: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """By index of a stem, the stem of the word that it makes with the next one ("head set"), and
    how many products have that."""
    typed_forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a corrected word, the stem of the word as typed, if products have that; few do."""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a compound ("mousepad"), the stems of its parts, with how many products have each.
    """

    def idf(self, products: int) -> float:
        """Return the weight of a word that so many products have, by its rarity, as in BM25."""
        idf = math.log1p(max(0, self.product_count - products + 0.5) / (products + 0.5))
        # A word that nearly all products have still tells those that have it in the name.
        return max(_MIN_IDF, idf)

    def weight_of(self, stem: str) -> float:
        """Return the weight of one of the stems: its rarity together with its synonyms.

        "sillón" is no rarer in a shop that says "butaca" for it.
        """
        with_synonyms = sum(self.synonyms.get(stem, {}).values())
        return self.idf(self.frequencies.get(stem, 0) + with_synonyms)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The words of a query, and what the search index knows of them."""

    words: list[str]
    """Folded: without accents and capitals, as the index has them."""
    known: Mapping[str, int]
    """The words that products have, with how many do in the language where most do."""
    compounded: Collection[str]
    """The words that make another word of the index with the one beside them ("head set")."""
    lexicons: Mapping[Language, Lexicon]

    @property
    def is_all_known(self) -> bool:
        """Whether products have each of the words."""
        return all(word in self.known for word in self.words)
