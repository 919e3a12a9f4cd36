"""The words that every part of the API shares: language, text, money, pages."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Language = Literal["es", "en"]

# `$` would let a final line break through in Python; this reads the same in every dialect.
_END = r"(?![\s\S])"
ONE_LINE = r"^[^\u0000-\u001f\u007f-\u009f]*" + _END
MANY_LINES = r"^[^\u0000]*" + _END
UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" + _END
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*" + _END

Id = Annotated[str, Meta(pattern=UUID, extra={"fault": "id"}, extra_json_schema={"format": "uuid"})]
Slug = Annotated[str, Meta(max_length=120, pattern=SLUG, extra={"fault": "slug"})]
Line = Annotated[str, Meta(max_length=200, pattern=ONE_LINE)]
"""One line of text that may be empty."""
Words = Annotated[str, Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
"""One line of text with something on it."""
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=ONE_LINE)]
"""As Words, where a hundred characters are enough."""
PostalCode = Annotated[str, Meta(min_length=1, max_length=20, pattern=ONE_LINE)]
Phone = Annotated[
    str,
    Meta(
        max_length=40,
        pattern=ONE_LINE,
        description="E.164.",
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
    str, Meta(pattern="^[A-Z]{3}" + _END, description="ISO 4217.", extra={"fault": "currency"})
]
Country = Annotated[
    str,
    Meta(
        pattern="^[A-Z]{2}" + _END,
        description="ISO 3166-1 alpha-2.",
        examples=["ES"],
        extra={"fault": "country"},
    ),
]
Channel = Literal["email", "sms"]
Channels = Annotated[
    list[Channel],
    Meta(
        min_length=1,
        max_length=2,
        description="How to be told; sms needs a phone.",
        extra_json_schema={"uniqueItems": True},
    ),
]
MinorUnits = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]
"""Up to what every JSON parser reads exactly; the largest order there can be is below it."""
Limit = Annotated[int, Meta(ge=1, le=100, description="How many a page holds.")]
Cursor = Annotated[
    str, Meta(max_length=2048, pattern=ONE_LINE, description="`next_cursor` of the page before.")
]


class Query(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What any address may ask for."""

    lang: (
        Annotated[
            Language,
            Meta(description="Language of the answer; else Accept-Language decides, else es."),
        ]
        | UnsetType
    ) = UNSET


class Money(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in the currency's minor units: 14990 EUR is 149.90 €."""

    amount: MinorUnits
    currency: Currency


class Price(Struct, frozen=True, forbid_unknown_fields=True):
    """What one unit is to cost, in minor units of the shop's currency."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000_000)]
    currency: Currency
