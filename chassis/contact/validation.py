"""Parses e-mail addresses, phone numbers and country codes with the libraries for them."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

MAX_EMAIL_LENGTH = 254
"""Characters, RFC 5321."""
MAX_PHONE_LENGTH = 40
"""Characters, including spaces and brackets."""


def parse_email(text: str) -> str | None:
    """Return the address with its domain in lower case, or None if nothing can be mailed to it.

    Only the syntax is checked: the domain is not looked up. Letters outside ASCII before the @ are
    refused, since SES and SNS refuse them: the message would be parked and raise an alarm.
    """
    address = text.strip()
    if len(address) > MAX_EMAIL_LENGTH:
        return None
    try:
        # Strict: at most 64 characters before the @, as RFC 5321 has it.
        email = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return None
    return email.normalized


def parse_phone(text: str) -> str | None:
    """Return the number in E.164, or None if there is no such number or its country code lacks.

    A number with an extension is refused: E.164 has none, and an SMS reaches none.
    """
    if len(text) > MAX_PHONE_LENGTH:
        return None
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_country_code(text: str) -> bool:
    """Whether it is the ISO 3166-1 alpha-2 code of a country that has phones, hence people."""
    return text in phonenumbers.SUPPORTED_REGIONS
