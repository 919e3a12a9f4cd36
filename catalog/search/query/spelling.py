"""Generates and scores the candidates for correcting a misspelt word.

The functions are pure; catalog.search.query.spell_correction looks the candidates up.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MIN_LENGTH, MAX_LENGTH = 3, 30
"""Letters of a word that may be corrected."""
MIN_PREFIX_LENGTH = 4
"""A shorter word is not completed to a longer one."""
MIN_LENGTH_FOR_TWO_EDITS = 6
"""A shorter word is at most one edit away from its correction."""
MAX_EDITS = 2
MAX_PRODUCTS_WITH_TYPO = 3
"""A word that more products have is no typo; catalogues contain some of their own."""

_MIN_RATIO_TO_TYPO, _MIN_RATIO_TO_FORM = 20, 5
"""How many times as common a correction must be as the typo, or as another form of the word."""

_EDIT_COST = 4.5
"""The cost of the second edit; the first one is free. All costs are natural logarithms: a candidate
that costs 3 more must be e³ = 20 times as common to win."""
_FIRST_LETTER_COST = 3.0
"""The cost of changing the first letter."""
_REORDERED_BONUS = 2.5
"""Subtracted from the cost of a candidate with the same letters in another order."""
_COMPLETION_COST, _LAST_COMPLETION_COST = 2.0, -2.0
"""The cost of completing a word, and of completing the last word of a query. The last word is more
often incomplete than mistyped: of all ways to mistype a word of four letters, one in 100 or 200
gives what was typed; of all ways to stop early, one in a few does."""
_SPLIT_COST, _SHORT_PART_COST = 2.0, 1.0
"""The cost of splitting a word in two, and of each part of fewer than MIN_LENGTH letters."""

_MIN_PART_LENGTH = 2
"""Letters of the shorter part of a split."""
_LETTERS_ALONE = re.compile(r"[^\W\d_]+")
_AT_A_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_SIZE = re.compile(r"\d+(?:x\d+)+")
_HOMOPHONES = (("ll", "y"), ("qu", "k"), ("ce", "ze"), ("ci", "zi"), ("ph", "f"), ("h", ""))
_HOMOPHONE_LETTERS = str.maketrans({"v": "b", "z": "s", "c": "s", "j": "g"})
_DOUBLED = re.compile(r"(.)\1+")

Frequencies = Mapping[str, int]
"""The number of products that have each word."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for correcting a word; products have each of them."""

    similar: Frequencies = field(default_factory=dict)
    """Words one or two edits away, or that sound the same."""
    completions: Frequencies = field(default_factory=dict)
    """Longer words that begin with the word."""
    parts: Frequencies = field(default_factory=dict)
    """Words that the word begins or ends with: it may be two words, typed as one."""
    stop_words: Collection[str] = ()
    """Those of `parts` that are stop words."""

    def likelier_than_rare_word(self, products: int) -> "Candidates":
        """Return the candidates common enough to show that a word of so few products is a typo."""
        minimum = products * _MIN_RATIO_TO_TYPO
        return Candidates(
            _at_least(minimum, self.similar),
            _at_least(minimum, self.completions),
            _at_least(minimum, self.parts),
            self.stop_words,
        )

    def likelier_than_form(self, products: int) -> "Candidates":
        """Return the candidates likelier than another form of the word, of so many products.

        A similar word must be much more common. A completion need only be as common: by the rules
        of another language, the form may be one of the longer word. A split is never likelier.
        """
        return Candidates(
            similar=_at_least(products * _MIN_RATIO_TO_FORM, self.similar),
            completions=_at_least(products, self.completions),
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """A scored correction of a word: one word, or the two words of a split."""

    text: str
    score: float
    """The logarithm of the number of products that have it, less its costs."""


def is_plain_word(word: str) -> bool:
    """Whether a folded word can be corrected: it is of usual length, and no code or number."""
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and _LETTERS_ALONE.fullmatch(word) is not None


def one_edit_away(word: str) -> set[str]:
    """Return every string that is one edit away from the word.

    An edit replaces, deletes or inserts one letter, or swaps two adjacent ones.
    """
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in splits if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS),
        *(head + letter + tail for head, tail in splits for letter in LETTERS),
    } - {word}


def homophones(word: str) -> set[str]:
    """Return the word with one letter or pair respelt by another that sounds the same."""
    pairs = [*_HOMOPHONES, *((sound, spelling) for spelling, sound in _HOMOPHONES if sound)]
    return {
        word[: match.start()] + other + word[match.end() :]
        for one, other in pairs
        for match in re.finditer(one, word)
    }


def splits(word: str) -> Iterator[tuple[str, str]]:
    """Return all splits of the word into two parts."""
    return ((word[:i], word[i:]) for i in range(_MIN_PART_LENGTH, len(word) - _MIN_PART_LENGTH + 1))


def splits_at_digits(word: str) -> list[tuple[str, ...]]:
    """Return the splits of a word with digits: "iphone11" into "iphone" and "11".

    A split is where letters and digits meet, at one such place or at all of them; never within a
    number. A size ("120x60") is split into its numbers.
    """
    if _SIZE.fullmatch(word):
        return [tuple(word.split("x"))]
    places = [match.start() for match in _AT_A_DIGIT.finditer(word)]
    pairs: list[tuple[str, ...]] = [(word[:place], word[place:]) for place in places]
    if len(pairs) > 1:
        pairs.append(tuple(_AT_A_DIGIT.split(word)))
    return pairs


def sound_of(word: str) -> str:
    """Return a key that is equal for words that sound alike in Spanish: "vaca" and "baca"."""
    for spelling, sound in _HOMOPHONES:
        word = word.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", word.translate(_HOMOPHONE_LETTERS))


def best_correction(
    word: str, candidates: Candidates, *, is_last: bool = False
) -> Correction | None:
    """Return the likeliest correction of the word, or None if there is no candidate near enough.

    `is_last` says that it is the last word of a query, which is often incomplete.
    """
    cost = _LAST_COMPLETION_COST if is_last else _COMPLETION_COST
    corrections = (
        *_respellings(word, candidates.similar),
        *(
            Correction(other, math.log(products) - cost)
            for other, products in candidates.completions.items()
        ),
        *_split_corrections(word, candidates),
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
    """Return the cost of correcting the word to the other; None if they are too far apart."""
    if sound_of(word) == sound_of(other):
        return 0.0
    # Counts replacements, deletions, insertions, and swaps of adjacent letters.
    edits = OSA.distance(word, other)
    if edits > (MAX_EDITS if len(word) >= MIN_LENGTH_FOR_TWO_EDITS else 1):
        return None
    cost = _EDIT_COST * (edits - 1)
    if word[0] != other[0]:
        cost += _FIRST_LETTER_COST
    if sorted(word) == sorted(other):
        cost -= _REORDERED_BONUS
    return cost


def _split_corrections(word: str, candidates: Candidates) -> Iterator[Correction]:
    parts, stop_words = candidates.parts, candidates.stop_words
    for head, tail in splits(word):
        if head in parts and tail in parts and not (head in stop_words and tail in stop_words):
            # Both parts must be common: nearly every word splits into two rare ones.
            rarer = min(parts[head], parts[tail])
            short = sum(len(part) < MIN_LENGTH for part in (head, tail))
            score = math.log(rarer) - _SPLIT_COST - _SHORT_PART_COST * short
            yield Correction(f"{head} {tail}", score)
