"""The schemas of the sales summary for admins."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.products.schemas import ProductSummary
from bff.schemas import Money, Query


class SummaryQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The start of the summary, and the limit of low stock."""

    since: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="RFC 3339, within the last 31 days, such as midnight in the admin's"
                " time zone. Default: midnight, UTC.",
            ),
        ]
        | UnsetType
    ) = UNSET
    low_level: Annotated[
        int, Meta(ge=1, le=1000, description="List products with 1 to this many units.")
    ] = 5


class LowStock(Struct, frozen=True):
    """A product that is low in stock."""

    product_id: str
    on_hand: int
    product: Annotated[ProductSummary | None, Meta(description="Null: not known now.")]


class Summary(Struct, frozen=True):
    """The sales since a moment, and what needs attention."""

    since: datetime
    orders: Annotated[int, Meta(description="Placed since then, whatever their status.")]
    cancelled: Annotated[int, Meta(description="Of these, the cancelled ones.")]
    revenue: Annotated[
        list[Money], Meta(description="Without cancelled orders; one amount per currency.")
    ]
    waiting: Annotated[int, Meta(description="Orders of any age that are not shipped yet.")]
    low_stock: Annotated[list[LowStock], Meta(description="Lowest first, at most 50.")]
    parked: Annotated[
        int,
        Meta(description="Messages that failed too often; an operator must requeue them."),
    ]
