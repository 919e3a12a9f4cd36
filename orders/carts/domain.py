"""Carts: their items, their prices now, and how two are merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from chassis.money import Money
from orders.domain import MAX_LINES, MAX_QUANTITY, Offer


class LineState(StrEnum):
    """Whether a line can be bought as it is."""

    OK = "ok"
    SOLD_OUT = "sold-out"
    TOO_FEW = "too-few"
    GONE = "gone"
    DEARER = "dearer"
    CHEAPER = "cheaper"


_PURCHASABLE = {LineState.OK, LineState.DEARER, LineState.CHEAPER}


@dataclass(frozen=True, slots=True)
class CartItem:
    """A product in a cart, with its quantity."""

    product_id: UUID
    quantity: int
    added_price: Money
    """The price when it was added, or its quantity last changed."""
    shown_price: Money
    """The price when the cart was last read: the price that the shopper agrees to."""


@dataclass(frozen=True, slots=True)
class CartLine:
    """An item with its offer and stock now. `offer` is None if the product is gone."""

    item: CartItem
    offer: Offer | None
    available: int
    state: LineState


@dataclass(frozen=True, slots=True)
class LeftOutItem:
    """A product and quantity that a cart had no room for."""

    product_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """The same with its offer now; None if the product is gone."""

    item: LeftOutItem
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Cart:
    """A shopper's cart with the names, prices and stock of now."""

    lines: tuple[CartLine, ...] = ()
    left_out: tuple[LeftOutLine, ...] = ()
    """What found no room in it when a guest's cart was merged into it."""

    @property
    def total(self) -> Money | None:
        """The total of the lines that can be bought; None if there are none."""
        prices = [
            line.offer.price.times(line.item.quantity)
            for line in self.lines
            if line.offer is not None and line.state in _PURCHASABLE
        ]
        if not prices:
            return None
        return Money(sum(price.amount for price in prices), prices[0].currency)


def price_cart(
    items: Sequence[CartItem],
    offers: Mapping[UUID, Offer],
    stock: Mapping[UUID, int],
    left_out: Sequence[LeftOutItem] = (),
) -> Cart:
    """Return the cart with each item's offer, stock and state."""
    return Cart(
        tuple(
            CartLine(item, offer, available, _state(item, offer, available))
            for item in items
            for offer in [offers.get(item.product_id)]
            for available in [stock.get(item.product_id, 0)]
        ),
        tuple(LeftOutLine(item, offers.get(item.product_id)) for item in left_out),
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


def merge_items(
    customer_items: Sequence[CartItem], guest_items: Sequence[CartItem]
) -> tuple[list[CartItem], list[LeftOutItem]]:
    """Return the items of both carts, and what found no room.

    Quantities of one product add up to at most 999; new products are added up to 50 in all.
    """
    merged = {item.product_id: item for item in customer_items}
    left_out = []
    for item in guest_items:
        if (same := merged.get(item.product_id)) is not None:
            both = same.quantity + item.quantity
            merged[item.product_id] = replace(same, quantity=min(MAX_QUANTITY, both))
            if both > MAX_QUANTITY:
                left_out.append(LeftOutItem(item.product_id, both - MAX_QUANTITY))
        elif len(merged) < MAX_LINES:
            merged[item.product_id] = item
        else:
            left_out.append(LeftOutItem(item.product_id, item.quantity))
    return list(merged.values()), left_out
