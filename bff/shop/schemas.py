"""The schema of what holds for the whole shop."""

from typing import Annotated

from msgspec import Meta, Struct

from bff.schemas import Currency


class Shop(Struct, frozen=True, kw_only=True):
    """What holds for the whole shop; more fields will come."""

    currency: Annotated[Currency, Meta(description="The currency of all prices (ISO 4217).")]
