"""Candidates for correcting a misspelt word, and the choice among them."""

import pytest
from rapidfuzz.distance import OSA

from catalog.search.query import spelling
from catalog.search.query.spelling import Candidates, best_correction


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("mesa", "mesa", 0), ("msea", "mesa", 1), ("mea", "mesa", 1), ("mesaa", "mesa", 1),
     ("mexa", "mesa", 1), ("robel", "roble", 1), ("silla", "mesa", 4), ("", "ab", 2)],
)  # fmt: skip
def test_an_edit_replaces_deletes_inserts_or_swaps_letters(one, other, edits):
    assert OSA.distance(one, other) == edits


@pytest.mark.parametrize("word", ["msea", "mea", "mesaa", "mexa", "esa", "emsa"])
def test_a_word_is_among_the_strings_one_edit_away(word):
    assert "mesa" in spelling.one_edit_away(word)


@pytest.mark.parametrize("word", ["tn2110", "15", "4gb", "ab", "x" * 31])
def test_codes_numbers_and_words_too_short_or_long_are_not_corrected(word):
    assert not spelling.is_plain_word(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [("vaca", "baca"), ("mejiyones", "mejillones"), ("sapato", "zapato"), ("orchata", "horchata")],
)
def test_words_that_sound_alike_have_one_key(one, other):
    assert spelling.sound_of(one) == spelling.sound_of(other)
    assert other in spelling.homophones(one) | spelling.one_edit_away(one)


def test_the_most_common_of_similar_words_wins():
    correction = best_correction("mesq", Candidates(similar={"mesa": 90, "mess": 2}))
    assert correction is not None
    assert correction.text == "mesa"


def test_the_first_letter_is_rarely_wrong():
    correction = best_correction("grigo", Candidates(similar={"griego": 21, "trigo": 90}))
    assert correction is not None
    assert correction.text == "griego"


def test_a_word_is_split_if_products_have_both_parts():
    parts = {"mesa": 90, "roble": 40, "mesar": 1}
    correction = best_correction("mesaroble", Candidates(parts=parts))
    assert correction is not None
    assert correction.text == "mesa roble"
    assert best_correction("mesaxyz", Candidates(parts=parts)) is None


def test_an_incomplete_word_is_completed():
    correction = best_correction("semidesna", Candidates(completions={"semidesnatada": 9}))
    assert correction is not None
    assert correction.text == "semidesnatada"


def test_only_long_words_are_corrected_by_two_edits():
    assert best_correction("masi", Candidates(similar={"mesa": 90})) is None
    assert best_correction("garbansoz", Candidates(similar={"garbanzos": 90})) is not None


def test_a_word_with_digits_is_split_where_letters_and_digits_meet():
    assert spelling.splits_at_digits("iphone11") == [("iphone", "11")]
    assert spelling.splits_at_digits("b52") == [("b", "52")]
    assert spelling.splits_at_digits("ps4pro") == [
        ("ps", "4pro"),
        ("ps4", "pro"),
        ("ps", "4", "pro"),
    ]
    assert spelling.splits_at_digits("2110") == spelling.splits_at_digits("mesa") == []


def test_a_word_is_not_split_into_two_stop_words():
    parts = {"la": 900, "con": 800, "pate": 30, "de": 900}
    assert best_correction("lacon", Candidates(parts=parts, stop_words={"la", "con", "de"})) is None
    assert (
        best_correction("patede", Candidates(parts=parts, stop_words={"la", "con", "de"})).text
        == "pate de"
    )


def test_the_last_word_is_more_likely_incomplete():
    similar, completions = {"lat": 10}, {"laptop": 30}
    assert (
        best_correction("lap", Candidates(similar=similar, completions=completions)).text == "lat"
    )
    assert (
        best_correction(
            "lap", Candidates(similar=similar, completions=completions), is_last=True
        ).text
        == "laptop"
    )


def test_a_rare_word_is_a_typo_only_of_a_far_more_common_one():
    candidates = Candidates(
        similar={"mesa": 40, "mera": 39},
        completions={"mewas": 39},
        parts={"me": 40, "wa": 2},
        stop_words={"me"},
    )
    assert candidates.likelier_than_rare_word(2) == Candidates(
        similar={"mesa": 40}, parts={"me": 40}, stop_words={"me"}
    )


def test_a_word_with_another_form_is_corrected_only_to_a_more_common_one():
    candidates = Candidates(
        similar={"mesa": 50, "mera": 49},
        completions={"mesilla": 10, "meseta": 9},
        parts={"me": 900, "sas": 900},
    )
    assert candidates.likelier_than_form(10) == Candidates(
        similar={"mesa": 50}, completions={"mesilla": 10}
    )
