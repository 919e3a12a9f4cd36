"""Checks e-mail addresses, phone numbers and countries with the libraries that know them."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException


def is_email(text: str) -> bool:
    """Whether it can be an e-mail address; its domain is not asked for.

    Letters outside ASCII before the @ are refused, since mail services refuse them too: a letter
    that never goes out calls an operator.
    """
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True


def is_phone(text: str) -> bool:
    """Whether it is a number that exists, in E.164."""
    try:
        number = phonenumbers.parse(text)
    except NumberParseException:
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and written == text


def is_country(text: str) -> bool:
    """Whether it is the ISO 3166-1 alpha-2 code of a country that has phones, hence people."""
    return text in phonenumbers.SUPPORTED_REGIONS
