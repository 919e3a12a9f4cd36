"""The shapes of figures for the back room."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.products.schemas import ProductSummary
from bff.schemas import Money, Query


class SummaryQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Since when, and what counts as low."""

    since: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="RFC 3339, within the last 31 days: when the day began where the shop"
                " keeper is. Else midnight, UTC.",
            ),
        ]
        | UnsetType
    ) = UNSET
    low_level: Annotated[
        int, Meta(ge=1, le=1000, description="So many units, or fewer but some, are few.")
    ] = 5


class LowStock(Struct, frozen=True):
    """A product of which few are left."""

    product_id: str
    on_hand: int
    product: Annotated[
        ProductSummary | None, Meta(description="Null: the catalogue is not to be had now.")
    ]


class Summary(Struct, frozen=True):
    """What was ordered since a moment, and what has to be seen to."""

    since: datetime
    orders: Annotated[int, Meta(description="Placed since then, whatever became of them.")]
    cancelled: Annotated[int, Meta(description="Of those, how many are cancelled.")]
    revenue: Annotated[
        list[Money], Meta(description="Of those not cancelled; one amount a currency.")
    ]
    waiting: Annotated[int, Meta(description="Orders of any age that have not left.")]
    low_stock: Annotated[list[LowStock], Meta(description="The lowest first, at most 50.")]
    parked: Annotated[
        int,
        Meta(description="Messages that are not delivered unless an operator puts them back."),
    ]
