"""E-mail addresses as AWS takes them: in ASCII, a domain of other letters as IDNA writes it."""

from chassis.outbox.outbox import Refused


def in_ascii(address: str) -> str:
    """Return the address, "ana@xn--caf-dma.example" for "ana@café.example".

    Raise Refused where the part before the @ is not ASCII: neither SES nor SNS takes such.
    """
    if address.isascii():
        return address
    # With the first that needs it: it brings tables along.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 (see above)

    try:
        read = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Refused("no address that can be mailed to") from error
    return read.ascii_email or address
