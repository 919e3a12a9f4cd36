"""What shoppers of the made-up catalogue type: a few things often, many things seldom."""

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
"""The commonest, whatever the catalogue has besides."""
_ENGLISH = 0.2
"""Share of the others."""
_MISTYPED = 0.05
"""Share of the others."""


@dataclass(frozen=True, slots=True)
class Query:
    """Words in a language."""

    words: str
    language: str = "es"
    finds: bool = True
    """Whether something must be found: not so where it is mistyped."""


@cache
def queries(products: int, seed: int) -> Sequence[Query]:
    """Return what is typed, the commonest first; each means a product that there is."""
    choose = random.Random(f"{seed} queries")  # noqa: S311 (nothing secret)
    typed = {words: Query(words) for words in _COMMON}
    while len(typed) < QUERIES:
        query = _query(choose, products, seed)
        if choose.random() < _MISTYPED:
            query = Query(_mistyped(query.words, choose), query.language, finds=False)
        typed.setdefault(query.words, query)
    return tuple(typed.values())


def zipf(typed: Sequence[Query], choose: random.Random) -> Iterator[Query]:
    """Draw for ever: the query in place n as often as 1/n says."""
    weights = list(accumulate(1 / (place + 1) for place in range(len(typed))))
    while True:
        yield from choose.choices(typed, cum_weights=weights, k=1000)


def spelt_anew(words: str, number: int) -> str:
    """Return the same words in other capitals, so that no cache of answers has them."""
    letters = count()
    return "".join(
        letter.upper() if letter.isalpha() and number >> next(letters) & 1 else letter
        for letter in words
    )


@cache
def beginnings(products: int, seed: int) -> Sequence[Query]:
    """Return what is typed on the way to products' names, from the second letter on."""
    choose = random.Random(f"{seed} beginnings")  # noqa: S311
    typed: list[Query] = []
    for _ in range(QUERIES):
        name, language = traits(choose.randrange(products), seed).name, _language(choose)
        words = name.en if language == "en" else name.es
        typed.append(Query(words[: choose.randint(2, len(words))].strip().lower(), language))
    return tuple(typed)


def _query(choose: random.Random, products: int, seed: int) -> Query:
    made = traits(choose.randrange(products), seed)
    language = _language(choose)

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
    words = choose.choices(list(forms), list(forms.values()))[0]
    return Query(words.lower(), language)


def _language(choose: random.Random) -> str:
    return "en" if choose.random() < _ENGLISH else "es"


def _mistyped(words: str, choose: random.Random) -> str:
    place = choose.randrange(len(words) - 1)
    return words[:place] + words[place + 1] + words[place] + words[place + 2 :]
