"""The queries of the simulated shoppers: a few are frequent, and most are rare."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, count

from bench.speed.products import traits
from bench.speed.vocabulary import Word

QUERIES = 500
_COMMON = (
    "mesa",
    "lámpara de mesa",
    "silla",
    "mesa de comedor",
    "mesa roble",
    "sofá",
    "mesa blanco",
    "alfombra lana",
    "mesa de centro nogal",
    "blanco",
)
"""The most frequent queries, independent of the products."""
_ENGLISH_SHARE, _MISTYPED_SHARE = 0.2, 0.05
"""Shares of the queries that are not in _COMMON."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the language of the shop that it is typed into."""

    words: str
    language: str = "es"
    finds: bool = True
    """Whether a correct response has results; a mistyped query may have none."""


@cache
def queries(products: int, seed: int) -> Sequence[Query]:
    """Return 500 queries, the most frequent first; most consist of words of some product."""
    rng = random.Random(f"{seed} queries")  # noqa: S311 (nothing secret)
    typed = {words: Query(words) for words in _COMMON}
    while len(typed) < QUERIES:
        query = _query(rng, products, seed)
        if rng.random() < _MISTYPED_SHARE:
            query = Query(_mistyped(query.words, rng), query.language, finds=False)
        typed.setdefault(query.words, query)
    return tuple(typed.values())


def zipf(typed: Sequence[Query], rng: random.Random) -> Iterator[Query]:
    """Draw queries endlessly; the n-th has a weight of 1/n."""
    weights = list(accumulate(1 / (place + 1) for place in range(len(typed))))
    while True:
        yield from rng.choices(typed, cum_weights=weights, k=1000)


def spelt_anew(words: str, number: int) -> str:
    """Return the same words with other capitals, so that no cached response fits them."""
    letters = count()
    return "".join(
        letter.upper() if letter.isalpha() and number >> next(letters) & 1 else letter
        for letter in words
    )


@cache
def beginnings(products: int, seed: int) -> Sequence[Query]:
    """Return 500 prefixes of products' names, of two letters and more."""
    rng = random.Random(f"{seed} beginnings")  # noqa: S311
    typed: list[Query] = []
    for _ in range(QUERIES):
        name, language = traits(rng.randrange(products), seed).name, _language(rng)
        words = name.en if language == "en" else name.es
        typed.append(Query(words[: rng.randint(2, len(words))].strip().lower(), language))
    return tuple(typed)


def _query(rng: random.Random, products: int, seed: int) -> Query:
    made = traits(rng.randrange(products), seed)
    language = _language(rng)

    def say(*words: Word) -> str:
        return " ".join(word.en if language == "en" else word.es for word in words)

    forms = {
        say(made.kind.name): 4,
        say(made.kind.name, made.material): 4,
        say(made.kind.name, made.colour): 3,
        say(made.kind.name, made.material, made.colour): 2,
        say(made.material, made.colour): 1,
        f"{say(made.kind.name)} {made.series}": 2,
        made.brand: 1,
        say(made.name): 1,
    }
    words = rng.choices(list(forms), list(forms.values()))[0]
    return Query(words.lower(), language)


def _language(rng: random.Random) -> str:
    return "en" if rng.random() < _ENGLISH_SHARE else "es"


def _mistyped(words: str, rng: random.Random) -> str:
    place = rng.randrange(len(words) - 1)
    return words[:place] + words[place + 1] + words[place] + words[place + 2 :]
