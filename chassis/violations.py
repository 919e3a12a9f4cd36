"""What can be wrong with a field: a code with parameters, and its description in English.

Services send the code and its parameters (chassis.grpc_status); the BFF says them in the caller's
language (bff.errors.field_messages). The description is for who reads a gRPC status itself, with
grpcurl or in a log.
"""

import dataclasses
from collections.abc import Mapping
from enum import Enum, unique
from string import Formatter
from typing import Final

Param = str | int


@unique
class Code(Enum):
    """What is wrong with a field; the value is the description, with a place for each parameter.

    A member's name goes over the wire: never give it another meaning.
    """

    # Presence
    REQUIRED = "is required"
    REQUIRED_FOR_SMS = "is required for SMS"
    UNKNOWN_FIELD = "is not known here"
    REPEATED = "must be given once"
    EMPTY = "must name at least one"
    NO_LANGUAGE = "must have at least one language"

    # Types
    NOT_TEXT = "must be text"
    NOT_INTEGER = "must be a whole number"
    NOT_BOOLEAN = "must be true or false"
    NOT_TIMESTAMP = "must be a moment like 2026-05-31T00:00:00Z"
    NOT_OBJECT = "must be an object"
    NOT_LIST = "must be a list"

    # Length, range and number
    TOO_LONG = "must have at most {max} characters"
    LENGTH_OUT_OF_RANGE = "must have {min} to {max} characters"
    NEGATIVE = "must not be negative"
    OUT_OF_RANGE = "must be {min} to {max}"
    PRICE_OUT_OF_RANGE = "must be more than zero: {min} to {max} minor units"
    PIXELS_OUT_OF_RANGE = "must be {min} to {max} pixels"
    NOT_RECENT = "must be within the last {days} days"
    TOO_MANY = "must be at most {max}"
    SIZE_OUT_OF_RANGE = "must be a list of {min} to {max}"
    DUPLICATE = "must not name one twice"
    DUPLICATE_ATTRIBUTE = "must not have {name} twice"
    DUPLICATE_PRODUCT = "must not name a product twice"
    DUPLICATE_CHANNEL = "must not name a channel twice"
    NOT_ONE_OF = "must be one of {values}"

    # Form
    CONTROL_CHARACTERS = "has a character that cannot be shown"
    NOT_ONE_LINE = "must be one line, without tabs"
    MALFORMED_UUID = "must be a UUID"
    MALFORMED_EMAIL = "must be an e-mail address"
    MALFORMED_PHONE = "must be a phone number with country code, like {example}"
    PHONE_WITHOUT_COUNTRY_CODE = "must begin with + and the country code, like {example}"
    PHONE_TRUNK_ZERO = "must be without the 0 that is dialled within the country: {example}"
    PHONE_EXTENSION = "must have no extension"
    PHONE_LETTERS = "must be written in digits, without letters, like {example}"
    PHONE_TOO_SHORT = "has too few digits"
    PHONE_TOO_LONG = "has too many digits"
    PHONE_NOT_MOBILE = "must be a mobile number for SMS"
    PHONE_COUNTRY_WITHOUT_SMS = "is of a country that no SMS are sent to"
    MALFORMED_COUNTRY = "must be two capital letters (ISO 3166-1)"
    UNKNOWN_COUNTRY = "must be an ISO 3166-1 code such as ES"
    COUNTRY_ALIAS = "must be {country}, which is what ISO 3166-1 has for {alias}"
    MALFORMED_POSTAL_CODE = "must be a postal code of the country, like {example}"
    MALFORMED_CURRENCY = "must be an ISO 4217 code such as EUR"
    MALFORMED_IDEMPOTENCY_KEY = "must be 1 to {max} visible ASCII characters"
    MALFORMED_PAGE_TOKEN = "is not one of ours"
    FOREIGN_PAGE_TOKEN = "belongs to no page of this search"

    # Passwords and accounts
    WRONG_PASSWORD = "is not your password"
    COMMON_PASSWORD = "must not be one of the most common passwords"
    PERSONAL_PASSWORD = "must not be your name or e-mail"
    TOO_MANY_ADDRESSES = "an account keeps at most {max}"

    # Products and categories
    MALFORMED_SKU = "must be 1 to {max} letters, digits, dots, hyphens or underscores"
    MALFORMED_SLUG = "must be lower-case letters, digits and single hyphens"
    SLUG_NOT_DERIVED = "is required, because the names have neither a Latin letter nor a digit"
    SLUG_IS_UUID = "must not read like an id"
    SLUG_RESERVED = "is an address of the shop itself"
    ONLY_FOR_SALE = "finds products for sale alone"
    SKU_TAKEN = "belongs to {name}"
    SLUG_TAKEN = "belongs to another product"
    MALFORMED_ATTRIBUTES = (
        "must be up to {max_pairs} pairs like {example}, {max_length} characters at most"
    )
    CATEGORY_TAKEN = "is another category's: {slug}"
    CATEGORY_DEPTH = "must be 1 to {max}, from the top of the tree down"
    CATEGORY_ELSEWHERE = "stands at {path} already"
    WRONG_CURRENCY = "must be {currency}, the shop's currency"

    # Pictures
    MALFORMED_IMAGE_KEY = (
        "must be 1 to {max} letters, digits, dots, hyphens, underscores or slashes"
    )
    NOT_AN_IMAGE = "must be a JPEG, PNG or WebP picture"
    IMAGE_TYPE_MISMATCH = "must be of the type that it says it is"
    IMAGE_DAMAGED = "must be whole: it is cut short or damaged"
    IMAGE_TOO_MANY_PIXELS = "must be at most {megapixels} million pixels"
    IMAGE_ANIMATED = "must not move: animations are not taken"
    UNKNOWN_IMAGE = "must be a picture of this product"

    # Carts and orders
    CART_FULL = "the cart has {max} lines already"
    MIXED_CURRENCIES = "must all be priced in one currency"

    UNRECOGNIZED = "{description}"
    """A neighbour of another release sent a code that is not known here; it described it so."""


def _parameters(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


PARAMETERS: Final[Mapping[Code, frozenset[str]]] = {code: _parameters(code.value) for code in Code}
"""The names of the parameters that each code has."""


@dataclasses.dataclass(frozen=True, slots=True)
class Violation:
    """One field that is wrong: its dotted path ("contact.email"), and why."""

    field: str
    code: Code
    params: Mapping[str, Param] = dataclasses.field(default_factory=dict)
    """Exactly those that PARAMETERS names for the code."""

    @property
    def description(self) -> str:
        """Why the field is wrong, in English, without a subject ("must be 1 to 999")."""
        return self.code.value.format_map(self.params)
