"""The schemas that the whole API shares: language, text, contact, money, pages."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from chassis.text.validation import LINE_BREAKS, UNSHOWABLE
from chassis.violations import Code

Language = Literal["es", "en"]

# Not `$`, which in Python also matches before a final line break: this means the same everywhere.
_END = r"(?![\s\S])"
ONE_LINE = rf"^[^{LINE_BREAKS}{UNSHOWABLE}]*" + _END
MANY_LINES = rf"^[^{UNSHOWABLE}]*" + _END
SECRET = r"^[^\u0000]*" + _END
"""A password or a token: it is compared as it is, and shown to nobody."""
UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" + _END
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*" + _END

Id = Annotated[
    str,
    Meta(pattern=UUID, extra={"code": Code.MALFORMED_UUID}, extra_json_schema={"format": "uuid"}),
]
Slug = Annotated[str, Meta(max_length=120, pattern=SLUG, extra={"code": Code.MALFORMED_SLUG})]
Line = Annotated[str, Meta(max_length=200, pattern=ONE_LINE)]
"""One line of text that may be empty."""
NonEmptyLine = Annotated[str, Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
"""One line of text that may not be empty."""
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=ONE_LINE)]
"""Like NonEmptyLine, but shorter."""
PostalCode = Annotated[
    str,
    Meta(
        max_length=20,
        pattern=ONE_LINE,
        description="Required where parcels need one, and of the country's form.",
        examples=["28013"],
    ),
]
Phone = Annotated[
    str,
    Meta(
        max_length=40,
        pattern=ONE_LINE,
        description="With + and the country code; it is kept as E.164.",
        examples=["+34600000000"],
    ),
]
Email = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=254,
        pattern=ONE_LINE,
        examples=["ana@example.com"],
        extra_json_schema={"format": "email"},
    ),
]
Currency = Annotated[
    str,
    Meta(
        pattern="^[A-Z]{3}" + _END, description="ISO 4217.", extra={"code": Code.MALFORMED_CURRENCY}
    ),
]
Country = Annotated[
    str,
    Meta(
        pattern="^[A-Z]{2}" + _END,
        description="ISO 3166-1 alpha-2, of a country that parcels can go to.",
        examples=["ES"],
        extra={"code": Code.MALFORMED_COUNTRY},
    ),
]
State = Literal["draft", "active", "archived"]
"""The states of a product."""
Channel = Literal["email", "sms"]
Channels = Annotated[
    list[Channel],
    Meta(
        min_length=1,
        max_length=2,
        description="How to notify the customer; sms needs a phone.",
        extra_json_schema={"uniqueItems": True},
    ),
]
MinorUnits = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]
"""The maximum is the largest integer that every JSON parser reads exactly; no order exceeds it."""
Limit = Annotated[int, Meta(ge=1, le=100, description="Items on a page.")]
Cursor = Annotated[
    str, Meta(max_length=2048, pattern=ONE_LINE, description="`next_cursor` of the previous page.")
]


class Query(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query parameters of every endpoint."""

    lang: (
        Annotated[
            Language,
            Meta(description="Language of the response. Default: Accept-Language, then es."),
        ]
        | UnsetType
    ) = UNSET

    @property
    def is_for_admins(self) -> bool:
        """Whether an endpoint for everybody is asked for what only admins see."""
        return False


class Money(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in the currency's minor units: 14990 EUR is 149.90 €."""

    amount: MinorUnits
    currency: Currency


MAX_PRICE = 100_000_000_000


class Price(Struct, frozen=True, forbid_unknown_fields=True):
    """The price of one unit, in minor units of the shop's currency."""

    amount: Annotated[
        int,
        Meta(
            ge=1,
            le=MAX_PRICE,
            extra={"code": Code.PRICE_OUT_OF_RANGE, "min": 1, "max": MAX_PRICE},
        ),
    ]
    currency: Currency
