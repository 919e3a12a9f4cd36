"""What a misspelt word may stand for: the candidates, and which of them is the likeliest.

Pure: catalog.search.query.spell_correction looks up which of the candidates products have.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MIN_LENGTH, MAX_LENGTH = 3, 30
"""A word of fewer or more letters is not corrected."""
MIN_PREFIX_LENGTH = 4
"""A word of fewer letters is not taken for the beginning of another."""
MIN_LENGTH_FOR_TWO_EDITS = 6
"""A word of fewer letters may have one slip only."""
MAX_EDITS = 2
MAX_PRODUCTS_WITH_A_SLIP = 3
"""A word that more products have is no slip: the catalogue itself may have some."""

_MIN_RATIO_TO_A_SLIP, _MIN_RATIO_TO_A_FORM = 20, 5
"""A correction must be so many times as common as the slip, or as the other form of the word."""

_EDIT_COST = 4.5
"""The cost of the second edit; the first one is free. All costs are natural logarithms: a candidate
that costs 3 more must be e³ = 20 times as common to win."""
_FIRST_LETTER_COST = 3.0
_REORDERED_BONUS = 2.5
"""For a word of the same letters in another order."""
_COMPLETION_COST, _LAST_COMPLETION_COST = 2.0, -2.0
"""Of taking a word for the beginning of another. The last one is likelier incomplete than mistyped:
of all ways to mistype a word of four letters one in a hundred or two gives what was typed, of the
ways to leave off early one in a few."""
_SPLIT_COST, _SHORT_PART_COST = 2.0, 1.0
"""Of taking a word for two that were glued, and of each part of fewer than MIN_LENGTH letters."""

_MIN_PART_LENGTH = 2
"""Letters of the shorter part of two words that were glued."""
_LETTERS_ALONE = re.compile(r"[^\W\d_]+")
_AT_A_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_HOMOPHONES = (("ll", "y"), ("qu", "k"), ("ce", "ze"), ("ci", "zi"), ("ph", "f"), ("h", ""))
_HOMOPHONE_LETTERS = str.maketrans({"v": "b", "z": "s", "c": "s", "j": "g"})
_DOUBLED = re.compile(r"(.)\1+")

Frequencies = Mapping[str, int]
"""By word, how many products have it."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a word may stand for. Words that no product has are no candidates."""

    similar: Frequencies = field(default_factory=dict)
    """Words a slip or two away, or that sound the same."""
    completions: Frequencies = field(default_factory=dict)
    """Words that begin with it."""
    parts: Frequencies = field(default_factory=dict)
    """Words that it begins or ends with: it may be two of them, glued."""
    stop_words: Collection[str] = ()
    """Those of `parts` that mean nothing by themselves."""

    def likelier_than_rare_word(self, products: int) -> "Candidates":
        """Return those so much commoner than a word that so few products have that it is a slip."""
        minimum = products * _MIN_RATIO_TO_A_SLIP
        return Candidates(
            _at_least(minimum, self.similar),
            _at_least(minimum, self.completions),
            _at_least(minimum, self.parts),
            self.stop_words,
        )

    def likelier_than_form(self, products: int) -> "Candidates":
        """Return those likelier than another form of the word, which so many products have.

        Only a much commoner word is. One that begins with the word need only be as common: the form
        may be that of the longer word, by the rules of another language. It is never two words.
        """
        return Candidates(
            similar=_at_least(products * _MIN_RATIO_TO_A_FORM, self.similar),
            completions=_at_least(products, self.completions),
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """What a word may stand for: one word, or two that were glued."""

    text: str
    score: float
    """The logarithm of how many products have it, less what the slips cost."""


def is_plain_word(word: str) -> bool:
    """Whether a folded word may be misspelt: it is of usual length, and no code or number."""
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and _LETTERS_ALONE.fullmatch(word) is not None


def one_edit_away(word: str) -> set[str]:
    """Return all that differs by one letter wrong, missing or too many, or two swapped."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in splits if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS),
        *(head + letter + tail for head, tail in splits for letter in LETTERS),
    } - {word}


def homophones(word: str) -> set[str]:
    """Return the word with one pair of letters spelt as another that sounds the same."""
    pairs = [*_HOMOPHONES, *((sound, spelling) for spelling, sound in _HOMOPHONES if sound)]
    return {
        word[: match.start()] + other + word[match.end() :]
        for one, other in pairs
        for match in re.finditer(one, word)
    }


def splits(word: str) -> Iterator[tuple[str, str]]:
    """Return the pairs of words that, glued, make this one."""
    return ((word[:i], word[i:]) for i in range(_MIN_PART_LENGTH, len(word) - _MIN_PART_LENGTH + 1))


def splits_at_digits(word: str) -> list[tuple[str, ...]]:
    """Return what a word with digits may be glued of: "iphone" and "11", "ps4" and "pro".

    It splits where letters and digits meet, at one such place or at all of them: within a number
    nothing was glued.
    """
    places = [match.start() for match in _AT_A_DIGIT.finditer(word)]
    pairs: list[tuple[str, ...]] = [(word[:place], word[place:]) for place in places]
    if len(pairs) > 1:
        pairs.append(tuple(_AT_A_DIGIT.split(word)))
    return pairs


def sound_of(word: str) -> str:
    """Return the word with letters that sound alike in Spanish made one: vaca is baca."""
    for spelling, sound in _HOMOPHONES:
        word = word.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", word.translate(_HOMOPHONE_LETTERS))


def best_correction(
    word: str, candidates: Candidates, *, is_last: bool = False
) -> Correction | None:
    """Return what the word most likely stands for, or None where nothing is near.

    `is_last` says that it is the last word of a query, which is often incomplete.
    """
    cost = _LAST_COMPLETION_COST if is_last else _COMPLETION_COST
    corrections = (
        *_respellings(word, candidates.similar),
        *(
            Correction(other, math.log(products) - cost)
            for other, products in candidates.completions.items()
        ),
        *_two_words(word, candidates),
    )
    return max(
        corrections, key=lambda correction: (correction.score, correction.text), default=None
    )


def _at_least(minimum: int, frequencies: Frequencies) -> Frequencies:
    return {word: products for word, products in frequencies.items() if products >= minimum}


def _respellings(word: str, similar: Frequencies) -> Iterator[Correction]:
    for other, products in similar.items():
        if is_plain_word(other):
            cost = _respelling_cost(word, other)
            if cost is not None:
                yield Correction(other, math.log(products) - cost)


def _respelling_cost(word: str, other: str) -> float | None:
    """Return what it costs to take the word for the other; None: it is too far away."""
    if sound_of(word) == sound_of(other):
        return 0.0
    # Letters wrong, missing, too many, and neighbours swapped.
    edits = OSA.distance(word, other)
    if edits > (MAX_EDITS if len(word) >= MIN_LENGTH_FOR_TWO_EDITS else 1):
        return None
    cost = _EDIT_COST * (edits - 1)
    if word[0] != other[0]:
        cost += _FIRST_LETTER_COST
    if sorted(word) == sorted(other):
        cost -= _REORDERED_BONUS
    return cost


def _two_words(word: str, candidates: Candidates) -> Iterator[Correction]:
    parts, stop_words = candidates.parts, candidates.stop_words
    for head, tail in splits(word):
        if head in parts and tail in parts and not (head in stop_words and tail in stop_words):
            # Both must be common: nearly every word has two rare halves.
            rarer = min(parts[head], parts[tail])
            short = sum(len(part) < MIN_LENGTH for part in (head, tail))
            score = math.log(rarer) - _SPLIT_COST - _SHORT_PART_COST * short
            yield Correction(f"{head} {tail}", score)
