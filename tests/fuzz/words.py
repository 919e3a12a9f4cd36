"""Queries of words: real ones of the catalogue, stop words, units, and letters that nobody sees."""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.relevance.stop_lists import all_stop_words


def _words(text: str) -> list[str]:
    return text.split()


UNITS = (
    *_words("mm cm m m\u00b2 m\u00b3 km kg g l ml W V kV mAh Hz GB \u00b0C \u2103 \u338f"),
    *_words("\" ' \u2033 % \u2030 x \u00d7 * \u00f8"),
    *_words("n\u00ba n.\u00ba \u2116 1\u00aa \u00bd \u00be 1/2 \u2154"),
    *("e 27", "talla xl"),
)
MONEY = (
    *_words("EUR USD JPY KWD XTS \u20ac $ \u00a3 \u00a5 \u20bf \ufdfc $9.99"),
    *("12 \u20ac", "1.234,56 \u20ac", "\u20ac 0,00"),
)
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202e\u2060\u2069\ufe0f\ufeff"
_SEPARATORS = (
    *(" ", "  ", "\u00a0", "\u3000", ""),
    *_words("- \u2011 \u2013 \u2212 / . , ' \u2019"),
)
_NUMBERS = _words("0 1 5 27 60 120 1,5 1.5 2024 99999999999 \u0663 \u2075")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the queries are made of."""

    lexicon: Sequence[str] = ()
    """Words of the running catalogue, of each language."""
    stop_words: Sequence[str] = field(default_factory=all_stop_words)
    """Of every language that PostgreSQL has a list of; ours have no others."""


def query(vocabulary: Vocabulary, rng: random.Random) -> str:
    """Return a query of one to four words, parted and written in some way."""
    words = [_word(vocabulary, rng) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    text = words[0]
    for word in words[1:]:
        text += rng.choice(_SEPARATORS) + word
    return _written(text, rng)[:200]


def _word(vocabulary: Vocabulary, rng: random.Random) -> str:
    match rng.randrange(8):
        case 0 | 1 | 2:
            return rng.choice(vocabulary.stop_words)
        case 3 | 4 if vocabulary.lexicon:
            return _mistyped(rng.choice(vocabulary.lexicon), rng)
        case 5:
            return rng.choice(_NUMBERS) + rng.choice(("", " ")) + rng.choice(UNITS)
        case 6:
            return rng.choice((*UNITS, *MONEY))
    return f"{rng.choice(_NUMBERS)}{rng.choice((' x ', 'x', '*', ' por '))}{rng.choice(_NUMBERS)}"


def _mistyped(word: str, rng: random.Random) -> str:
    """Return the word, or one of its letters left out, doubled or replaced."""
    place = rng.randrange(len(word))
    match rng.randrange(6):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place] * 2 + word[place + 1 :]
        case 2:
            return word[:place] + rng.choice("aeiounrls'\\") + word[place + 1 :]
    return word


def _written(text: str, rng: random.Random) -> str:
    match rng.randrange(6):
        case 0:
            return unicodedata.normalize("NFD", text)
        case 1:
            place = rng.randrange(len(text) + 1)
            return text[:place] + rng.choice(INVISIBLE) + text[place:]
        case 2:
            return text.upper()
        case 3:
            return f"{text} {text}"
    return text
