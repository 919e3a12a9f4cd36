"""Which e-mail addresses, phone numbers and countries the services accept."""

import subprocess
import sys

import pytest

from chassis.contact.emails import canonical_email, parse_email
from chassis.contact.phones import PhoneFlaw, PhoneNumber, PhoneType, judge_phone, read_phone
from chassis.errors import Validation
from chassis.violations import Code

FULL_WIDTH_E = "\uff45"
TO_FULL_WIDTH = {ord(letter): ord(letter) + 0xFEE0 for letter in "+0123456789"}


@pytest.mark.parametrize("text", ["ana@example.com", "ana+shop@sub.example.es", "ana@ñu.es"])
def test_an_email_is_kept_as_typed(text: str):
    assert parse_email(text) == text


def test_the_domain_of_an_email_is_written_in_lower_case_and_spaces_around_it_go():
    assert parse_email(" Ana.Ruiz@EXAMPLE.com ") == "Ana.Ruiz@example.com"


def test_two_domains_that_differ_stay_two():
    assert parse_email("ana@straße.de") != parse_email("ana@strasse.de")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "ana@localhost",
        "a b@example.com",
        "ana@example..com",
        "ana ruiz@example.com",
        "ana@example.com\x00",
        "ana@example.com, eva@example.com",
        "ñu@example.com",
        "ñandú@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 4_000_000,
    ],
)
def test_what_cannot_be_mailed_is_no_email(text: str):
    assert parse_email(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.com\u200b",
        "ana@exam\u00adple.com",
        "\u202aana@example.com\u202c",
        f"ana@{FULL_WIDTH_E}xample.com",
    ],
)
def test_what_a_page_puts_into_a_copied_email_is_left_out(text: str):
    assert parse_email(text) == "ana@example.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana@example.com", "ana@EXAMPLE.com"),
        (f"sol@{FULL_WIDTH_E}xample2.com", "sol@example2.com"),
        ("eva@straße.de", "eva@xn--strae-oqa.de"),
        ("eva@cafe\u0301.es", "Eva@CAFÉ.es"),
    ],
)
def test_two_addresses_of_one_inbox_have_one_form(one: str, other: str):
    assert canonical_email(one) == canonical_email(other) == canonical_email(canonical_email(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eva@straße.de", "eva@strasse.de"),
        ("eva@\u03c2.gr", "eva@\u03c3.gr"),
        ("a.b@c.es", "ab@c.es"),
    ],
)
def test_two_inboxes_have_two_forms(one: str, other: str):
    assert canonical_email(one) != canonical_email(other)


@pytest.mark.parametrize(
    "text",
    [
        "+34612345678",
        "+34 612 34 56 78",
        "+34 (612) 345-678",
        "0034 612 345 678",
        "\u202d+34 612\u2011345\u2011678\u202c",
        "+34 612 345 678".translate(TO_FULL_WIDTH),
        " tel:+34612345678\u200b",
    ],
)
def test_a_phone_number_is_written_in_e164(text: str):
    assert judge_phone(text) == PhoneNumber("+34612345678", PhoneType.MOBILE)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("+34 912 345 678", PhoneType.FIXED_LINE),
        ("+34 803 123 456", PhoneType.PREMIUM_RATE),
        ("+34 900 123 456", PhoneType.TOLL_FREE),
        ("+1 212 555 0100", PhoneType.FIXED_LINE_OR_MOBILE),
    ],
)
def test_a_phone_number_says_of_what_type_it_is(text: str, type_: PhoneType):
    number = judge_phone(text)
    assert isinstance(number, PhoneNumber)
    assert number.type is type_


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("612345678", Code.PHONE_WITHOUT_COUNTRY_CODE),
        ("600 000 000", Code.PHONE_WITHOUT_COUNTRY_CODE),
        ("+34 (0) 612 345 678", Code.PHONE_TRUNK_ZERO),
        ("+34 0612 345 678", Code.PHONE_TRUNK_ZERO),
        ("+34 612 345 678 ext. 5", Code.PHONE_EXTENSION),
        ("+34612345678;ext=5", Code.PHONE_EXTENSION),
        ("+34 6OO 123 456", Code.PHONE_LETTERS),
        ("+34 612 345 678 (Ana)", Code.PHONE_LETTERS),
        ("+1-800-FLOWERS", Code.PHONE_LETTERS),
        ("+34 612 345 678 o +34 612 345 679", Code.MALFORMED_PHONE),
        ("+34 612", Code.PHONE_TOO_SHORT),
        ("+34 612 345 678 90", Code.PHONE_TOO_LONG),
        ("+34612345678" * 9, Code.TOO_LONG),
        ("+34", Code.MALFORMED_PHONE),
        ("+999123456789", Code.MALFORMED_PHONE),
        ("+34 123 456 789", Code.MALFORMED_PHONE),
        ("call me", Code.MALFORMED_PHONE),
        ("\x00", Code.MALFORMED_PHONE),
    ],
)
def test_a_text_that_is_no_phone_number_is_told_why(text: str, code: Code):
    flaw = judge_phone(text)
    assert isinstance(flaw, PhoneFlaw)
    assert flaw.code is code


def test_the_zero_that_is_dialled_at_home_is_told_with_the_number_that_is_meant():
    flaw = judge_phone("+34 (0) 612 345 678")
    assert isinstance(flaw, PhoneFlaw)
    assert flaw.params == {"example": "+34 612 34 56 78"}
    assert judge_phone("+44 (0)20 7946 0958") == PhoneNumber("+442079460958", PhoneType.FIXED_LINE)


def test_a_phone_that_is_not_given_is_not_wrong():
    validation = Validation()
    assert read_phone(validation, "phone", " \u200b") == ""
    assert validation.violations == []


def test_an_address_in_ascii_is_left_as_it_is_and_loads_no_tables():
    script = (
        "import sys; from chassis.contact.ascii_email import ascii_email; "
        "print(ascii_email('Ana@EXAMPLE.com'), 'email_validator' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["Ana@EXAMPLE.com", "False"]
