"""Which phone numbers an SMS is sent to: mobile ones, of the countries that the shop serves.

An SMS to a satellite phone, a premium rate or a far country costs a hundred times as much, and some
of that goes to whoever holds the number; a landline reads none.
"""

from collections.abc import Set as AbstractSet
from typing import Final

import phonenumbers

from chassis.contact.phones import PhoneNumber, PhoneType, judge_phone
from chassis.errors import Validation
from chassis.violations import Code

ALL_COUNTRIES: Final = "all"

_MOBILE = {PhoneType.MOBILE, PhoneType.FIXED_LINE_OR_MOBILE}
"""Some countries, as the United States, do not tell the two apart."""


def parse_countries(text: str) -> frozenset[str] | None:
    """Parse "ES,PT" or "all". Return None for a code that no country has, or for none."""
    if text.strip() == ALL_COUNTRIES:
        return frozenset(phonenumbers.SUPPORTED_REGIONS)
    codes = frozenset(code.strip() for code in text.split(",") if code.strip())
    return codes if codes and codes <= phonenumbers.SUPPORTED_REGIONS else None


def check_takes_sms(
    validation: Validation, field: str, e164: str, countries: AbstractSet[str]
) -> None:
    """Note why no SMS is sent to a number, if none is."""
    number = judge_phone(e164)
    if not isinstance(number, PhoneNumber):
        return  # what is wrong with it is noted already
    validation.check(number.type in _MOBILE, field, Code.PHONE_NOT_MOBILE)
    if number.type in _MOBILE:
        country = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
        validation.check(country in countries, field, Code.PHONE_COUNTRY_WITHOUT_SMS)
