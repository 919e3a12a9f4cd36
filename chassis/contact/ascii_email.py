"""E-mail addresses as AWS accepts them: in ASCII, with the domain encoded by IDNA."""

from chassis.outbox.outbox import Refused


def ascii_email(address: str) -> str:
    """Return the address, "ana@xn--caf-dma.example" for "ana@café.example".

    Raise Refused if the part before the @ is not ASCII: SES and SNS do not accept it.
    """
    if address.isascii():
        return address
    # Imported with the first address that needs it: it loads large tables.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 (see above)

    try:
        email = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Refused("no address that can be mailed to") from error
    return email.ascii_email or address
