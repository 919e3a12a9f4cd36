"""Reads the e-mail addresses and phone numbers that people type."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from users.domain import Email

MAX_EMAIL_LENGTH = 254
"""Characters, RFC 5321."""
MAX_PHONE_LENGTH = 40
"""Characters, spaces and brackets among them."""


def read_email(text: str) -> Email | None:
    """Return the address, or None if mail cannot be sent to it by its looks.

    Whether the domain exists is not asked. Letters outside ASCII before the @ are refused, since
    mail services refuse them too.
    """
    if len(text) > MAX_EMAIL_LENGTH:
        return None
    try:
        read = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return None
    return Email(read.normalized)


def read_phone(text: str) -> str | None:
    """Return the number in E.164, or None if it is none or lacks its country code."""
    if len(text) > MAX_PHONE_LENGTH:
        return None
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
