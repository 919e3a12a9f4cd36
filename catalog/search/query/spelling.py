"""Puts misspelt words right, after the words that the catalogue itself has.

Pure: the caller looks up which words there are, and how many products have each.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MIN_LENGTH, MAX_LENGTH = 3, 30
"""Letters of a word that is looked at."""
MIN_PREFIX_LENGTH = 4
"""Letters of a word that may be taken for the beginning of a longer one."""
LONG = 6
"""Letters from which on two slips are believed."""
MAX_EDITS = 2
RARE = 3
"""Products with a word, up to which it may be a slip that the catalogue has itself."""

_FAR, _FAR_FROM_A_FORM = 20, 5
_BEGINNING, _LAST_BEGINNING = 2.0, -2.0
"""What it costs to take a word for the beginning of another. The last one is likelier begun than
mistyped: of all ways to mistype a word of four letters one in a hundred or two gives what was
typed, of the ways to leave off early one in a few."""
_PART = 2
"""Letters of the shorter part of two words that were glued."""
_NO_CODE = re.compile(r"[^\W\d_]+")
_SOUNDS = (("ll", "y"), ("qu", "k"), ("ce", "ze"), ("ci", "zi"), ("ph", "f"), ("h", ""))
_ALIKE = str.maketrans({"v": "b", "z": "s", "c": "s", "j": "g"})

_AT_A_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

Frequencies = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word may have been meant to be: one word, or two that were glued."""

    text: str
    score: float


def may_be_misspelt(word: str) -> bool:
    """Whether it is a word, not a code or a number; folded."""
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and _NO_CODE.fullmatch(word) is not None


def one_slip_away(word: str) -> set[str]:
    """Return all that differs by one letter wrong, missing or too many, or two swapped."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in parts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in parts if tail for letter in LETTERS),
        *(head + letter + tail for head, tail in parts for letter in LETTERS),
    } - {word}


def sounding_like(word: str) -> set[str]:
    """Return the word with one pair of letters written as another that sounds the same."""
    pairs = [*_SOUNDS, *((said, spelt) for spelt, said in _SOUNDS if said)]
    return {
        word[: found.start()] + other + word[found.end() :]
        for one, other in pairs
        for found in re.finditer(one, word)
    }


def is_far_commoner(products: int, than: int) -> bool:
    """Whether a word is so much commoner that a rare one beside it is a slip of the catalogue's."""
    return than <= RARE and products >= than * _FAR


def is_commoner_than_form(products: int, form: int) -> bool:
    """Whether a word is so much commoner that another is no form of what `form` products have."""
    return products >= form * _FAR_FROM_A_FORM


def parts_of(word: str) -> Iterator[tuple[str, str]]:
    """Return the pairs of words that, glued, make this one."""
    return ((word[:i], word[i:]) for i in range(_PART, len(word) - _PART + 1))


def parts_at_digits(word: str) -> list[tuple[str, ...]]:
    """Return what a word with digits may be glued of: "iphone" and "11", "ps4" and "pro".

    It parts where letters and digits meet, at one such place or at all of them: within a number
    nothing was glued.
    """
    places = [found.start() for found in _AT_A_DIGIT.finditer(word)]
    pairs: list[tuple[str, ...]] = [(word[:place], word[place:]) for place in places]
    if len(pairs) > 1:
        pairs.append(tuple(_AT_A_DIGIT.split(word)))
    return pairs


def sound_of(word: str) -> str:
    """Return the word with letters that sound alike in Spanish made one: vaca is baca."""
    for spelt, said in _SOUNDS:
        word = word.replace(spelt, said)
    return re.sub(r"(.)\1+", r"\1", word.translate(_ALIKE))


def best(
    word: str,
    near: Frequencies,
    begun: Frequencies,
    halves: Frequencies,
    *,
    small: Collection[str] = (),
    is_last: bool = False,
) -> Reading | None:
    """Return what the word was meant to be, or None where nothing is near.

    `near` are words alike, `begun` words that begin with it, `halves` parts that it may be glued
    of; each with the products that have it. `small` are halves that mean nothing by themselves. The
    last word of a search is often only begun.
    """
    beginning = _LAST_BEGINNING if is_last else _BEGINNING
    readings = [
        *(_slipped(word, other, products) for other, products in near.items()),
        *(Reading(other, math.log(products) - beginning) for other, products in begun.items()),
        *_glued(word, halves, small),
    ]
    good = [reading for reading in readings if reading is not None]
    return max(good, key=lambda reading: (reading.score, reading.text), default=None)


def _slipped(word: str, other: str, products: int) -> Reading | None:
    if not may_be_misspelt(other):
        return None
    if sound_of(word) == sound_of(other):
        return Reading(other, math.log(products))
    # Letters wrong, missing, too many, and neighbours swapped.
    slips = OSA.distance(word, other)
    if slips > (MAX_EDITS if len(word) >= LONG else 1):
        return None
    cost = 4.5 * (slips - 1)
    if word[0] != other[0]:
        cost += 3.0
    if sorted(word) == sorted(other):
        cost -= 2.5
    return Reading(other, math.log(products) - cost)


def _glued(word: str, halves: Frequencies, small: Collection[str]) -> Iterator[Reading]:
    for head, tail in parts_of(word):
        if head in halves and tail in halves and not (head in small and tail in small):
            # Both must be common: nearly every word has two rare halves.
            rarer = min(halves[head], halves[tail])
            short = sum(len(part) < MIN_LENGTH for part in (head, tail))
            yield Reading(f"{head} {tail}", math.log(rarer) - 2.0 - short)
