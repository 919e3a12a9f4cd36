"""Which phone numbers an SMS is sent to."""

import pytest

from chassis.contact.sms import check_takes_sms, parse_countries
from chassis.errors import Validation
from chassis.violations import Code

IBERIA = {"ES", "PT"}


@pytest.mark.parametrize(
    ("number", "refused"),
    [
        ("+34612345678", None),
        ("+34712345678", None),
        ("+351912345678", None),
        ("+34912345678", Code.PHONE_NOT_MOBILE),  # a landline
        ("+34803123456", Code.PHONE_NOT_MOBILE),  # premium rate
        ("+34901123456", Code.PHONE_NOT_MOBILE),  # shared cost
        ("+34900123456", Code.PHONE_NOT_MOBILE),  # free of charge
        ("+34704123456", Code.PHONE_NOT_MOBILE),  # a personal number
        ("+33612345678", Code.PHONE_COUNTRY_WITHOUT_SMS),
        ("+37121234567", Code.PHONE_COUNTRY_WITHOUT_SMS),
        ("+881612345678", Code.PHONE_COUNTRY_WITHOUT_SMS),  # a satellite phone
        ("+12125550100", Code.PHONE_COUNTRY_WITHOUT_SMS),
    ],
)
def test_only_mobile_numbers_of_the_shops_countries_get_sms(number, refused) -> None:
    validation = Validation()
    check_takes_sms(validation, "contact.phone", number, IBERIA)
    expected = [] if refused is None else [("contact.phone", refused)]
    assert [(each.field, each.code) for each in validation.violations] == expected


def test_where_landlines_and_mobiles_look_alike_both_get_sms() -> None:
    validation = Validation()
    check_takes_sms(validation, "contact.phone", "+12125550100", {"US"})
    assert not validation.violations


def test_what_is_no_number_is_named_once() -> None:
    validation = Validation()
    check_takes_sms(validation, "contact.phone", "", IBERIA)
    assert not validation.violations


def test_countries_are_written_as_codes() -> None:
    assert parse_countries("ES, PT,") == IBERIA
    every = parse_countries("all")
    assert every is not None
    assert {"ES", "LV", "US"} <= every
    assert "001" not in every
    for wrong in ("", ",", "Spain", "es", "ES,XX", "ALL"):
        assert parse_countries(wrong) is None
