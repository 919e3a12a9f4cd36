"""The postal address of a request, read alike for an order and for an account."""

from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from chassis.contact.countries import ALIASES, countries
from chassis.errors import Validation
from chassis.text.normalization import normalize_line
from chassis.text.validation import read_line
from chassis.violations import Code

MAX_LINE: Final = 200
"""Characters of a name, a street, a town or a region."""
MAX_POSTAL_CODE: Final = 20
"""Characters."""


class AddressMessage(Protocol):
    """An address as the contracts have it."""

    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country_code: str


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A postal address, as it was typed; what is optional may be empty."""

    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    """ISO 3166-1 alpha-2."""


def read_address(validation: Validation, field: str, message: AddressMessage) -> PostalAddress:
    """Return the address in its normal form, and note what is wrong with it."""
    line = partial(read_line, validation, max_length=MAX_LINE)
    country = normalize_line(message.country_code)
    address = PostalAddress(
        line1=line(f"{field}.line1", message.line1),
        line2=line(f"{field}.line2", message.line2, min_length=0),
        city=line(f"{field}.city", message.city),
        region=line(f"{field}.region", message.region, min_length=0),
        postal_code=_postal_code(validation, f"{field}.postal_code", message.postal_code, country),
        country=country,
    )
    _check_country(validation, f"{field}.country_code", country)
    return address


def _check_country(validation: Validation, field: str, code: str) -> None:
    if not code:
        validation.add(field, Code.REQUIRED)
    elif code in ALIASES:
        validation.add(field, Code.COUNTRY_ALIAS, country=ALIASES[code], alias=code)
    elif code not in countries():
        validation.add(field, Code.UNKNOWN_COUNTRY)


def _postal_code(validation: Validation, field: str, text: str, country: str) -> str:
    before = len(validation.violations)
    codes = countries().get(country)
    is_required = codes is not None and codes.required
    code = read_line(
        validation, field, text, max_length=MAX_POSTAL_CODE, min_length=int(is_required)
    )
    well_formed = len(validation.violations) == before
    if code and codes and well_formed and not codes.match(code):
        validation.add(field, Code.MALFORMED_POSTAL_CODE, example=codes.example)
    return code
