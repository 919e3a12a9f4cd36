"""What a cart is, what it costs today, and how two become one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from chassis.money import Money
from orders.domain import MAX_LINES, MAX_QUANTITY, Offer


class LineState(StrEnum):
    """Whether a line can be bought as it stands."""

    OK = "ok"
    SOLD_OUT = "sold-out"
    TOO_FEW = "too-few"
    GONE = "gone"
    DEARER = "dearer"
    CHEAPER = "cheaper"


_CAN_BE_BOUGHT = {LineState.OK, LineState.DEARER, LineState.CHEAPER}


@dataclass(frozen=True, slots=True)
class CartItem:
    """So many of a product, as it was put in."""

    product_id: UUID
    quantity: int
    added_price: Money
    """When it was put in, or its quantity last chosen."""
    shown_price: Money
    """When the cart was last looked at: the price that the shopper agrees to."""


@dataclass(frozen=True, slots=True)
class CartLine:
    """An item as it is shown today. `offer` is None when the product is gone."""

    item: CartItem
    offer: Offer | None
    available: int
    state: LineState


@dataclass(frozen=True, slots=True)
class Cart:
    """What a shopper means to buy, at today's names, prices and stock."""

    lines: tuple[CartLine, ...] = ()

    @property
    def total(self) -> Money | None:
        """What the lines that can be bought cost; None when there is none."""
        prices = [
            line.offer.price.times(line.item.quantity)
            for line in self.lines
            if line.offer is not None and line.state in _CAN_BE_BOUGHT
        ]
        if not prices:
            return None
        return Money(sum(price.amount for price in prices), prices[0].currency)


def view(
    items: Sequence[CartItem], offers: Mapping[UUID, Offer], stock: Mapping[UUID, int]
) -> Cart:
    """Return the cart at today's offers and stock."""
    return Cart(
        tuple(
            CartLine(item, offer, available, _state(item, offer, available))
            for item in items
            for offer in [offers.get(item.product_id)]
            for available in [stock.get(item.product_id, 0)]
        )
    )


def _state(item: CartItem, offer: Offer | None, available: int) -> LineState:
    if offer is None or offer.archived:
        return LineState.GONE
    if available == 0:
        return LineState.SOLD_OUT
    if available < item.quantity:
        return LineState.TOO_FEW
    if offer.price.amount > item.added_price.amount:
        return LineState.DEARER
    if offer.price.amount < item.added_price.amount:
        return LineState.CHEAPER
    return LineState.OK


def merge(mine: Sequence[CartItem], theirs: Sequence[CartItem]) -> list[CartItem]:
    """Return one cart of two: quantities add up to at most 999, new lines to at most 50."""
    merged = {item.product_id: item for item in mine}
    for item in theirs:
        if (kept := merged.get(item.product_id)) is not None:
            quantity = min(MAX_QUANTITY, kept.quantity + item.quantity)
            merged[item.product_id] = replace(kept, quantity=quantity)
        elif len(merged) < MAX_LINES:
            merged[item.product_id] = item
    return list(merged.values())
