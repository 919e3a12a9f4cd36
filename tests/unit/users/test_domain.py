"""The rules of accounts, and what people may type."""

import pytest

from chassis.errors import InvalidRequest
from tienda.users.v1.session_service_pb2 import ListEndedSessionsRequest
from tienda.users.v1.user_service_pb2 import CreateUserRequest, UpdateUserRequest, UserAddress
from users import convert
from users.contact import read_email, read_phone
from users.convert import postal_address, profile_changes, registration
from users.domain import Email, is_good_password


def faulty_fields(error: InvalidRequest) -> list[str]:
    return [violation.field for violation in error.violations]


def test_an_email_is_kept_as_typed_but_for_its_domain():
    assert read_email("Ana.Ruiz@EXAMPLE.com") == Email("Ana.Ruiz@example.com")


def test_two_spellings_of_one_email_have_one_key():
    one, other = read_email("Ana@example.com"), read_email("aNA@Example.COM")
    assert one
    assert other
    assert one.key == other.key


def test_two_domains_that_differ_are_two_emails():
    one, other = read_email("ana@straße.de"), read_email("ana@strasse.de")
    assert one
    assert other
    assert one.key != other.key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "ana@localhost",
        "ana ruiz@example.com",
        "ana@example.com\x00",
        "ana@example.com, eva@example.com",
        "ñandú@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 4_000_000,
    ],
)
def test_what_cannot_be_mailed_is_no_email(text):
    assert read_email(text) is None


@pytest.mark.parametrize("text", ["+34612345678", "+34 612 34 56 78", "+34 (612) 345-678"])
def test_a_phone_number_is_written_one_way(text):
    assert read_phone(text) == "+34612345678"


@pytest.mark.parametrize(
    "text", ["612345678", "+34", "+34 1", "+999 612345678", "call me", "+34612345678" * 9, "\x00"]
)
def test_what_cannot_be_dialled_from_abroad_is_no_phone_number(text):
    assert read_phone(text) is None


def test_a_password_has_8_to_256_characters():
    assert [n for n in (7, 8, 256, 257) if is_good_password("ñ" * n)] == [8, 256]


def test_every_fault_of_a_registration_is_named_at_once():
    request = CreateUserRequest(
        email="ana", password="short", name=" \t ", phone="12", language="fr"
    )
    with pytest.raises(InvalidRequest) as caught:
        registration(request)
    assert faulty_fields(caught.value) == ["email", "password", "name", "phone", "language"]


def test_a_registration_without_extras_is_spanish_and_has_no_phone():
    request = CreateUserRequest(email="ana@example.com", password="12-34-56", name="Ana  Ruiz ")
    read = registration(request)
    assert (read.name, read.phone, read.language) == ("Ana Ruiz", None, "es")


def test_a_registration_does_not_show_its_password():
    request = CreateUserRequest(email="ana@example.com", password="open-sesame", name="Ana")
    assert "open-sesame" not in repr(registration(request))


def test_a_change_has_what_is_set_and_no_more():
    assert profile_changes(UpdateUserRequest()) == {}
    assert profile_changes(UpdateUserRequest(phone="")) == {"phone": None}
    assert profile_changes(UpdateUserRequest(language="en")) == {"language": "en"}


def test_a_name_without_letters_or_with_control_characters_is_refused():
    for name in ("", "Ana\x00", "A" * 201):
        with pytest.raises(InvalidRequest) as caught:
            profile_changes(UpdateUserRequest(name=name))
        assert faulty_fields(caught.value) == ["name"]


def test_every_fault_of_an_address_is_named_at_once():
    with pytest.raises(InvalidRequest) as caught:
        postal_address(UserAddress(line2="2" * 201, country_code="es"))
    assert faulty_fields(caught.value) == [
        "address.line1",
        "address.line2",
        "address.city",
        "address.postal_code",
        "address.country_code",
    ]


@pytest.mark.parametrize("moment", [{"seconds": 2**62}, {"seconds": 1, "nanos": 2**31 - 1}])
def test_a_moment_that_never_is_is_refused(moment):
    with pytest.raises(InvalidRequest):
        convert.since(ListEndedSessionsRequest(since=moment))
