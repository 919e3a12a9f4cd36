"""The one form of a text, and what a text may not hold."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Validation
from chassis.text.normalization import normalize_line, normalize_text
from chassis.text.validation import (
    LINE_BREAKS,
    UNSHOWABLE,
    line_flaw,
    read_line,
    read_text,
    showable_line,
    text_flaw,
)
from chassis.violations import Code

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
ENGLAND = "\N{WAVING BLACK FLAG}" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"

_ODD = (
    "e\u0301n\u0303 \t\n\r\v\u00a0\u2003\u2028\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u202a"
    "\u202e\u2060\u2066\ufe0f\u180b\ufeff\u3164\u2800\u20e3#1\u0338\u2190\u0644\u0915\u093c\u05d0\u6f22"
    "\N{WOMAN}\N{HEAVY BLACK HEART}\N{WAVING BLACK FLAG}\U000e0067\U000e007f\U0001d15e\x85\x00½"
)
texts = st.text(st.one_of(st.sampled_from(_ODD), st.characters()))

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b\u202a-\u202c\u2060-\u206f\u3164\ufeff\ufff0-\ufffc]"
)


@given(texts)
@settings(deadline=None, derandomize=True)
def test_normalizing_twice_is_normalizing_once(text):
    for normalize in (normalize_line, normalize_text):
        assert normalize(normalize(text)) == normalize(text)


@given(texts)
@settings(deadline=None, derandomize=True)
def test_composed_and_decomposed_letters_are_one_text(text):
    for normalize in (normalize_line, normalize_text):
        forms = {normalize(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
        assert forms == {normalize(text)}


@given(texts)
@settings(deadline=None, derandomize=True)
def test_nothing_invisible_is_kept(text):
    for normal in (normalize_line(text), normalize_text(text)):
        assert not _INVISIBLE.search(normal)
        if text_flaw(normal) is None:
            assert normal == normal.strip()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Ana  Ruiz ", "Ana Ruiz"),
        ("Ana\u00a0Ruiz\r\n", "Ana Ruiz"),
        ("man\u0303ana", "mañana"),
        ("me\u00adsa", "mesa"),
        ("\ufeffmesa\u200b", "mesa"),
        ("e\u200b\u0301", "é"),
        ("a\u200db", "ab"),
        ("a\ufe0f", "a"),
        ("\u202a+34 600\u202c", "+34 600"),
        ("½ litro", "½ litro"),
    ],
)
def test_what_nobody_sees_is_left_out(text, line):
    assert normalize_line(text) == line


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        ENGLAND,
        "\N{HEAVY BLACK HEART}\ufe0f",
        "1\ufe0f\u20e3",
        "می\u200cروم",
        "क\u094d\u200dष",
        "葛\U000e0100",
        "שלום\u200f!",
    ],
)
def test_what_changes_how_a_text_is_shown_is_kept(text):
    assert normalize_line(text) == text


@pytest.mark.parametrize("text", ["\u200b", " \u00a0\u3000", "\u3164", "\u2800 \u2800", "\ufe0f"])
def test_a_text_of_nothing_visible_is_empty(text):
    assert normalize_line(text) == normalize_text(text) == ""
    validation = Validation()
    read_line(validation, "name", text, max_length=10)
    assert [violation.code for violation in validation.violations] == [Code.REQUIRED]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("a\tb", Code.NOT_ONE_LINE),
        ("a\nb", Code.NOT_ONE_LINE),
        ("a\u2028b", Code.NOT_ONE_LINE),
        ("a\x00b", Code.CONTROL_CHARACTERS),
        ("a\x7fb", Code.CONTROL_CHARACTERS),
        ("a\x93b", Code.CONTROL_CHARACTERS),
        ("a\u202eb", Code.CONTROL_CHARACTERS),
        ("a\ud800b", Code.CONTROL_CHARACTERS),
        ("a\uffffb", Code.CONTROL_CHARACTERS),
        ("a\U0010ffffb", Code.CONTROL_CHARACTERS),
        ("a b", None),
    ],
)
def test_a_line_says_whether_it_breaks_or_cannot_be_shown(text, flaw):
    assert line_flaw(normalize_line(text)) == flaw
    inside = None if flaw is Code.NOT_ONE_LINE else flaw
    assert text_flaw(normalize_text(text)) == inside


def test_a_text_of_several_lines_ends_each_with_a_line_feed():
    assert normalize_text("\r\nuno\r\ndos\rtres\vcuatro\u2028\n") == "uno\ndos\ntres\ncuatro"


def test_lengths_are_counted_in_the_normal_form():
    validation = Validation()
    decomposed = unicodedata.normalize("NFD", "ñ" * 10)
    assert read_line(validation, "name", f" {decomposed}\u200b", max_length=10) == "ñ" * 10
    assert read_text(validation, "description", decomposed, max_length=10) == "ñ" * 10
    assert validation.violations == []


def test_the_classes_mean_the_same_in_a_schema_as_in_the_services():
    pattern = re.compile(f"[{LINE_BREAKS}{UNSHOWABLE}]")
    for code in range(0x10000):
        letter = chr(code)
        if not 0xD800 <= code < 0xE000:  # no JSON text holds half a character
            assert bool(pattern.match(letter)) == (line_flaw(letter) is not None), hex(code)


def test_of_a_text_that_nobody_typed_what_can_be_shown_is_kept():
    assert (
        showable_line(" Mozilla/5.0\x00 (X11;\tLinux)\x93\ud800\u200b")
        == "Mozilla/5.0 (X11; Linux)"
    )
