"""E-mail addresses: which can be mailed to, and which are one inbox."""

from chassis.errors import Validation
from chassis.text.normalization import normalize_line
from chassis.violations import Code

MAX_EMAIL_LENGTH = 254
"""Characters, RFC 5321."""


def parse_email(text: str) -> str | None:
    """Return the address with its domain in its one form, or None if nothing can be mailed to it.

    The domain's form is that of IDNA 2008: lower case, letters in full width as usual ones, and
    straße other than strasse. Only the syntax is checked: the domain is not looked up. Letters
    outside ASCII before the @ are refused, since SES and SNS refuse them: the message would be
    parked and raise an alarm.
    """
    # Imported with the first address: it loads large tables.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 (see above)

    address = normalize_line(text)
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


def canonical_email(address: str) -> str:
    """Return the form in which addresses that are one inbox are equal; one that is none as it is.

    Ana@example.com and ana@EXAMPLE.com are one. Not casefold(), for which straße.example and
    strasse.example would be one too, and each would get the other's mail.
    """
    lower = address.lower()
    if lower.isascii() and "xn--" not in lower:
        return lower
    return (parse_email(address) or address).lower()


def read_email(validation: Validation, field: str, text: str) -> str:
    """Return the address as `parse_email` does; note what is wrong, and then return nothing."""
    address = parse_email(text)
    if address is None:
        missing = not normalize_line(text)
        validation.add(field, Code.REQUIRED if missing else Code.MALFORMED_EMAIL)
    return address or ""
