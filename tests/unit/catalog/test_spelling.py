"""What a misspelt word is taken for, given the words there are."""

import pytest
from rapidfuzz.distance import OSA

from catalog.search.query import spelling
from catalog.search.query.spelling import Candidates, best_correction


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("mesa", "mesa", 0), ("msea", "mesa", 1), ("mea", "mesa", 1), ("mesaa", "mesa", 1),
     ("mexa", "mesa", 1), ("robel", "roble", 1), ("silla", "mesa", 4), ("", "ab", 2)],
)  # fmt: skip
def test_slips_are_letters_wrong_missing_too_many_or_swapped(one, other, slips):
    assert OSA.distance(one, other) == slips


@pytest.mark.parametrize("word", ["msea", "mea", "mesaa", "mexa", "esa", "emsa"])
def test_a_word_is_among_all_that_is_one_slip_away(word):
    assert "mesa" in spelling.one_edit_away(word)


@pytest.mark.parametrize("word", ["tn2110", "15", "4gb", "ab", "x" * 31])
def test_codes_numbers_and_what_is_too_short_or_long_are_not_misspelt(word):
    assert not spelling.is_plain_word(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [("vaca", "baca"), ("mejiyones", "mejillones"), ("sapato", "zapato"), ("orchata", "horchata")],
)
def test_letters_that_sound_alike_are_one(one, other):
    assert spelling.sound_of(one) == spelling.sound_of(other)
    assert other in spelling.homophones(one) | spelling.one_edit_away(one)


def test_of_words_alike_the_commonest_is_meant():
    correction = best_correction("mesq", Candidates(similar={"mesa": 90, "mess": 2}))
    assert correction is not None
    assert correction.text == "mesa"


def test_the_first_letter_is_rarely_wrong():
    correction = best_correction("grigo", Candidates(similar={"griego": 21, "trigo": 90}))
    assert correction is not None
    assert correction.text == "griego"


def test_glued_words_are_parted_where_both_are_known():
    parts = {"mesa": 90, "roble": 40, "mesar": 1}
    correction = best_correction("mesaroble", Candidates(parts=parts))
    assert correction is not None
    assert correction.text == "mesa roble"
    assert best_correction("mesaxyz", Candidates(parts=parts)) is None


def test_a_beginning_is_completed():
    correction = best_correction("semidesna", Candidates(completions={"semidesnatada": 9}))
    assert correction is not None
    assert correction.text == "semidesnatada"


def test_two_slips_are_believed_of_long_words_alone():
    assert best_correction("masi", Candidates(similar={"mesa": 90})) is None
    assert best_correction("garbansoz", Candidates(similar={"garbanzos": 90})) is not None


def test_what_is_glued_to_a_number_is_parted_where_letters_and_digits_meet():
    assert spelling.splits_at_digits("iphone11") == [("iphone", "11")]
    assert spelling.splits_at_digits("b52") == [("b", "52")]
    assert spelling.splits_at_digits("ps4pro") == [
        ("ps", "4pro"),
        ("ps4", "pro"),
        ("ps", "4", "pro"),
    ]
    assert spelling.splits_at_digits("2110") == spelling.splits_at_digits("mesa") == []


def test_two_words_that_mean_nothing_are_no_correction():
    parts = {"la": 900, "con": 800, "pate": 30, "de": 900}
    assert best_correction("lacon", Candidates(parts=parts, stop_words={"la", "con", "de"})) is None
    assert (
        best_correction("patede", Candidates(parts=parts, stop_words={"la", "con", "de"})).text
        == "pate de"
    )


def test_the_last_word_is_more_likely_only_begun():
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


def test_a_rare_word_is_a_slip_only_of_one_that_is_far_commoner():
    candidates = Candidates(
        similar={"mesa": 40, "mera": 39},
        completions={"mewas": 39},
        parts={"me": 40, "wa": 2},
        stop_words={"me"},
    )
    assert candidates.likelier_than_rare_word(2) == Candidates(
        similar={"mesa": 40}, parts={"me": 40}, stop_words={"me"}
    )


def test_a_word_that_has_another_form_stands_for_a_commoner_one_or_is_incomplete():
    candidates = Candidates(
        similar={"mesa": 50, "mera": 49},
        completions={"mesilla": 10, "meseta": 9},
        parts={"me": 900, "sas": 900},
    )
    assert candidates.likelier_than_form(10) == Candidates(
        similar={"mesa": 50}, completions={"mesilla": 10}
    )
