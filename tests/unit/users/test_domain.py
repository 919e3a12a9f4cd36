"""The rules of accounts, and what people may type."""

import pytest

from chassis.errors import InvalidRequest
from tienda.users.v1.session_service_pb2 import ListEndedSessionsRequest
from tienda.users.v1.user_service_pb2 import CreateUserRequest, UpdateUserRequest, UserAddress
from users import convert
from users.convert import postal_address, profile_changes, registration
from users.domain import Email, is_good_password


def faulty_fields(error: InvalidRequest) -> list[str]:
    return [violation.field for violation in error.violations]


def test_two_spellings_of_one_email_have_one_key():
    assert Email("Ana@example.com").key == Email("aNA@example.com").key


def test_two_domains_that_differ_are_two_emails():
    assert Email("ana@straße.de").key != Email("ana@strasse.de").key


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
        "address.country_code",
    ]


@pytest.mark.parametrize("moment", [{"seconds": 2**62}, {"seconds": 1, "nanos": 2**31 - 1}])
def test_a_moment_that_never_is_is_refused(moment):
    with pytest.raises(InvalidRequest):
        convert.since(ListEndedSessionsRequest(since=moment))
