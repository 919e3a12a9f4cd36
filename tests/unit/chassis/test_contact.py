"""Which e-mail addresses, phone numbers and countries the services accept."""

import pytest

from chassis.contact.validation import is_country_code, parse_email, parse_phone


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


@pytest.mark.parametrize("text", ["+34612345678", "+34 612 34 56 78", "+34 (612) 345-678"])
def test_a_phone_number_is_written_in_e164(text: str):
    assert parse_phone(text) == "+34612345678"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "612345678",
        "+34",
        "+34 1",
        "+999123456789",
        "+999 612345678",
        "call me",
        "+34612345678;ext=5",
        "+34 612 345 678 ext. 5",
        "+34612345678" * 9,
        "\x00",
    ],
)
def test_what_cannot_be_dialled_from_abroad_is_no_phone_number(text: str):
    assert parse_phone(text) is None


def test_countries_are_known_by_their_codes():
    assert is_country_code("ES")
    for text in ["", "es", "XX", "ESP", "001", "ñÑ"]:
        assert not is_country_code(text)
