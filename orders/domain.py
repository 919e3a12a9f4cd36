"""What an order is, and the rules that it always keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import DomainError, Kind, Validation
from chassis.money import Money
from chassis.violations import Code
from orders.sale_terms import Terms

MAX_LINES = 50
MAX_QUANTITY = 999


class Status(StrEnum):
    """Where an order stands."""

    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


COMES_FROM = {
    Status.SHIPPED: Status.CONFIRMED,
    Status.DELIVERED: Status.SHIPPED,
    Status.CANCELLED: Status.CONFIRMED,
}
"""The one status that each may follow."""


class Channel(StrEnum):
    """A way to tell the buyer."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to tell. `phone` is E.164 or empty."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send it. `country` is ISO 3166-1 alpha-2."""

    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a product, and the price that the shopper saw, if any was said."""

    product_id: UUID
    quantity: int
    seen_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the catalogue says of a product now."""

    product_id: UUID
    name: str
    slug: str
    price: Money
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one product at one price, as they were when the order was placed."""

    product_id: UUID
    name: str
    quantity: int
    unit_price: Money

    @property
    def total(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price.times(self.quantity)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, and how to reach and speak to them."""

    customer_id: UUID | None
    """None for a guest."""
    contact: Contact
    address: Address
    channels: tuple[Channel, ...]
    language: str

    @property
    def is_forgotten(self) -> bool:
        """Whether the account was closed, and the name taken off."""
        return not self.contact.name


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step in an order's life."""

    status: Status
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A confirmed purchase."""

    id: UUID
    number: int
    buyer: Buyer
    lines: tuple[Line, ...]
    total: Money
    status: Status
    history: tuple[StatusChange, ...]
    """Oldest first."""
    guest_token: str | None
    """Lets a guest read it; None for a customer's."""
    created_at: datetime
    terms: Terms


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that cannot be had."""

    product_id: UUID
    requested: int
    available: int


class OrderNotFound(DomainError):
    """No such order, or not the caller's: the two look the same from outside."""

    kind = Kind.NOT_FOUND
    reason = "ORDER_NOT_FOUND"


class CartEmpty(DomainError):
    """There is nothing in the cart to buy."""

    kind = Kind.CONFLICT
    reason = "CART_EMPTY"


class IdempotencyKeyReused(DomainError):
    """The key stands for another purchase already."""

    kind = Kind.ALREADY_EXISTS
    reason = "IDEMPOTENCY_KEY_REUSED"


class OutOfStock(DomainError):
    """Fewer are left than wanted; nothing was taken."""

    kind = Kind.CONFLICT
    reason = "OUT_OF_STOCK"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(
            "out of stock",
            items=[
                {
                    "product_id": str(shortage.product_id),
                    "requested": shortage.requested,
                    "available": shortage.available,
                }
                for shortage in shortages
            ],
        )
        self.shortages = tuple(shortages)


class PriceChanged(DomainError):
    """A price is not the one that the shopper saw."""

    kind = Kind.CONFLICT
    reason = "PRICE_CHANGED"

    def __init__(self, changes: Sequence[tuple[UUID, Money, Money]]) -> None:
        super().__init__(
            "price changed",
            items=[
                {
                    "product_id": str(product_id),
                    "seen": {"amount": seen.amount, "currency": seen.currency},
                    "current": {"amount": current.amount, "currency": current.currency},
                }
                for product_id, seen, current in changes
            ],
        )


class ProductUnavailable(DomainError):
    """A product is unknown or archived."""

    kind = Kind.CONFLICT
    reason = "PRODUCT_UNAVAILABLE"

    def __init__(self, product_ids: Sequence[UUID]) -> None:
        super().__init__(
            "product unavailable", items=[{"product_id": str(gone)} for gone in product_ids]
        )


class StatusConflict(DomainError):
    """The order has moved on, or not far enough, for this change."""

    kind = Kind.CONFLICT
    reason = "STATUS_CONFLICT"


def price_lines(wanted: Sequence[Wanted], offers: Sequence[Offer]) -> tuple[Line, ...]:
    """Return the order's lines at today's names and prices, in the order wanted.

    Raise ProductUnavailable, PriceChanged, or InvalidRequest when currencies are mixed; each
    names every line concerned.
    """
    on_offer = {offer.product_id: offer for offer in offers if not offer.archived}
    gone = [item.product_id for item in wanted if item.product_id not in on_offer]
    if gone:
        raise ProductUnavailable(gone)
    changed = [
        (item.product_id, item.seen_price, on_offer[item.product_id].price)
        for item in wanted
        if item.seen_price is not None and item.seen_price != on_offer[item.product_id].price
    ]
    if changed:
        raise PriceChanged(changed)
    lines = tuple(
        Line(item.product_id, offer.name, item.quantity, offer.price)
        for item in wanted
        for offer in [on_offer[item.product_id]]
    )
    validation = Validation()
    one_currency = len({line.unit_price.currency for line in lines}) == 1
    validation.check(one_currency, "items", Code.MIXED_CURRENCIES)
    validation.raise_if_invalid()
    return lines


def total_of(lines: Sequence[Line]) -> Money:
    """Return what the lines, all in one currency, cost together."""
    return Money(sum(line.total.amount for line in lines), lines[0].unit_price.currency)
