"""The words of a query, and what the search index knows of them."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")
_SKU = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")

MAX_STEMS = 16
"""Stems of a query that are searched for; of a longer query, the rarest ones."""

_MIN_IDF = 0.01
"""The least weight of a word, which nearly all products have."""


def tokenize(query: str) -> list[str]:
    """Return the words of a query, without punctuation and spaces."""
    return _WORD.findall(query)


def sku_candidates(query: str) -> tuple[str, ...]:
    """Return the SKUs that the query may be: as typed, in upper case, and in lower case.

    Return none if it has no digit: then it is a word.
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
    """The stems, each once, in the order typed, without stop words."""
    frequencies: Mapping[str, int]
    """The number of products by stem, for stems that any product has."""
    product_count: int = 0
    """The number of products in the index."""
    mean_length: float = 1.0
    """The mean number of different stems in a product's text."""
    mean_name_length: float = 1.0
    """The mean number of words in a product's name."""
    name_key: str = ""
    """The whole query, folded as product names are in the index."""
    completions: Mapping[str, int] = field(default_factory=dict)
    """Stems of longer words that begin with the last word, and their numbers of products."""
    synonyms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem, its synonyms and their numbers of products."""
    compounds: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """By index of a stem, the stem of the compound that it makes with the next one ("head set"),
    and its number of products."""
    typed_forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a corrected word, the stem of the word as typed, if any product has that."""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a compound ("mousepad"), the stems of its parts and their numbers of products."""

    def idf(self, products: int) -> float:
        """Return the inverse document frequency of a word in so many products, as in BM25."""
        idf = math.log1p(max(0, self.product_count - products + 0.5) / (products + 0.5))
        # Even a word that nearly all products have favours those that have it in their name.
        return max(_MIN_IDF, idf)

    def weight_of(self, stem: str) -> float:
        """Return the weight of a stem: the rarity of the stem and its synonyms together.

        A shop that calls its armchairs "butaca" does not make "sillón" a rare word.
        """
        with_synonyms = sum(self.synonyms.get(stem, {}).values())
        return self.idf(self.frequencies.get(stem, 0) + with_synonyms)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The words of a query, and what the search index knows of them."""

    words: list[str]
    """The words, folded as in the index: in lower case and without accents."""
    known: Mapping[str, int]
    """The words that products have, and their numbers of products in the language with the most."""
    compounded: Collection[str]
    """The words that make a compound of the index with an adjacent one ("head set")."""
    lexicons: Mapping[Language, Lexicon]

    @property
    def is_all_known(self) -> bool:
        """Whether products have each of the words."""
        return all(word in self.known for word in self.words)
