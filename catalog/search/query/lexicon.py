"""The words of a query, and what the search index knows of them."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from catalog.domain import Language

_WORD = re.compile(r"[^\W_]+")
_SKU = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")

_BARE_SKU = re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9]{1,64}")

MAX_STEMS = 16
"""Stems of a query that are searched for; of a longer query, the rarest ones."""

_FAR_MORE = 2
"""How many times as often the words of a query are in its own language."""
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


def bare_sku(query: str) -> str:
    """Return the SKU that the query may be, in upper case without its signs; empty if none.

    It needs a letter and a digit: numbers and words are more often something else.
    """
    bare = re.sub(r"[\s._-]", "", query).upper()
    return bare if _BARE_SKU.fullmatch(bare) else ""


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
    codes: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By stem, the stem of the compound that it makes with a stop word beside it ("e 27"), and its
    number of products."""
    foreign: Collection[str] = ()
    """The stems of words that are stop words in another language of the shop."""
    stop_words: Collection[str] = ()
    """The words of the language's stop list, also those that the catalogue uses as words."""
    last_stem: str = ""
    """The stem of the last word; empty if that is a stop word."""
    typed_forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a corrected word, the stem of the word as typed, if any product has that."""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By stem of a compound ("mousepad"), the stems of its parts and their numbers of products."""

    def known(self) -> "Lexicon":
        """Return the lexicon without the foreign stop words that no product has."""
        unknown = [stem for stem in self.foreign if stem not in self.frequencies]
        if not unknown:
            return self
        kept = [place for place, stem in enumerate(self.stems) if stem not in unknown]
        compounds = {
            kept.index(place): compound
            for place, compound in self.compounds.items()
            if place in kept and place + 1 in kept
        }
        return replace(
            self,
            stems=tuple(self.stems[place] for place in kept),
            foreign=frozenset(self.foreign).difference(unknown),
            compounds=compounds,
            completions={} if self.last_stem in unknown else self.completions,
        )

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


def likeliest_first(lexicons: Iterable[Lexicon], language: Language) -> list[Lexicon]:
    """Return the lexicons, that of the query's likeliest language first.

    It is the one whose products have far more of the words that mean something in all languages. Of
    equals it is the shopper's, or, if no product has the words, the one with the most stop words:
    "de" is a word in English.
    """
    listed = sorted(lexicons, key=lambda lexicon: lexicon.language is not language)
    masses = {
        lexicon.language: sum(
            lexicon.frequencies.get(stem, 0)
            for stem in lexicon.stems
            if stem not in lexicon.foreign
        )
        for lexicon in listed
    }
    most = max(masses.values(), default=0)

    def unlikelihood(lexicon: Lexicon) -> tuple[bool, int]:
        is_far_less = masses[lexicon.language] * _FAR_MORE < most
        return is_far_less, len(lexicon.stems) if not most else 0

    return sorted(listed, key=unlikelihood)


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
