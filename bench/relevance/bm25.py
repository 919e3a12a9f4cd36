"""Plain BM25 over the judged products, to compare the shop's search with.

It has the stop lists and Snowball stemmers of the shop, and none of its other stages: no fields, no
spelling, no synonyms, one language.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]

from bench.relevance.stop_lists import stop_words
from catalog.domain import Language

K1, B = 1.2, 0.75
"""The usual parameters."""
_STEMMERS = {Language.ES: "spanish", Language.EN: "english"}
_WORD = re.compile(r"[^\W_]+")


class Bm25:
    """An index of texts, by their SKUs."""

    def __init__(self, texts: Mapping[str, str], language: Language) -> None:
        """Index the texts, all of one language."""
        self._language = language
        self._postings: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._lengths: dict[str, int] = {}
        for sku, text in texts.items():
            stems = self._stems(text)
            self._lengths[sku] = len(stems)
            for stem, times in Counter(stems).items():
                self._postings[stem].append((sku, times))
        self._mean_length = sum(self._lengths.values()) / max(1, len(self._lengths))

    def search(self, query: str, limit: int) -> list[str]:
        """Return the SKUs with the highest scores, the highest first."""
        scores: dict[str, float] = defaultdict(float)
        for stem in self._stems(query):
            postings = self._postings.get(stem, [])
            count = len(self._lengths)
            idf = math.log1p((count - len(postings) + 0.5) / (len(postings) + 0.5))
            for sku, times in postings:
                length = 1 - B + B * self._lengths[sku] / self._mean_length
                scores[sku] += idf * times * (K1 + 1) / (times + K1 * length)
        return sorted(scores, key=lambda sku: -scores[sku])[:limit]

    def _stems(self, text: str) -> list[str]:
        apart = unicodedata.normalize("NFKD", text.lower())
        words = _WORD.findall("".join(c for c in apart if not unicodedata.combining(c)))
        listed, stem = _stop_list(self._language), _stemmer(self._language)
        return [stem(word) for word in words if word not in listed]


def text_of(row: Mapping[str, Any]) -> str:
    """Return all words of a row of `judgments.rows`, but not its category, which all rows share."""
    texts: Iterable[str] = [
        *row["names"].values(),
        row["brand"],
        *(f"{name} {value}" for said in row["attributes"].values() for name, value in said.items()),
        *row["descriptions"].values(),
    ]
    return " ".join(texts)


def index_of(rows: Iterable[Mapping[str, Any]], language: Language) -> Bm25:
    """Return the index of these rows of `judgments.rows`."""
    return Bm25({row["sku"]: text_of(row) for row in rows}, language)


@cache
def _stop_list(language: Language) -> frozenset[str]:
    return frozenset(stop_words(language))


@cache
def _stemmer(language: Language) -> Any:
    return cache(snowballstemmer.stemmer(_STEMMERS[language]).stemWord)
