"""Orders, their parts, their errors, and the rules that hold for every order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.contact.postal_address import PostalAddress
from chassis.errors import DomainError, Kind, Validation
from chassis.money import Money
from chassis.violations import Code
from orders.sale_terms import SaleTerms

MAX_LINES = 50
MAX_QUANTITY = 999


class Status(StrEnum):
    """The status of an order."""

    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


PREVIOUS_STATUS = {
    Status.SHIPPED: Status.CONFIRMED,
    Status.DELIVERED: Status.SHIPPED,
    Status.CANCELLED: Status.CONFIRMED,
}
"""The only status that each may follow."""


UNDOABLE = (Status.SHIPPED, Status.DELIVERED)
"""The statuses that an admin may take back while nobody was notified."""


class Channel(StrEnum):
    """A way to notify the buyer."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the buyer. `phone` is E.164 or empty."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class RequestedItem:
    """A product and quantity that a shopper wants, and the unit price they saw, if given."""

    product_id: UUID
    quantity: int
    seen_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as catalog offers it now."""

    product_id: UUID
    name: str
    slug: str
    price: Money
    archived: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product, its quantity and its price, as they were when the order was placed."""

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
    """Who buys, and how to reach them and in which language."""

    customer_id: UUID | None
    """None for a guest."""
    contact: Contact
    address: PostalAddress
    channels: tuple[Channel, ...]
    language: str

    @property
    def is_anonymized(self) -> bool:
        """Whether the account was closed and the name removed."""
        return not self.contact.name


@dataclass(frozen=True, slots=True)
class StatusChange:
    """An entry of an order's history."""

    status: Status
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A placed order."""

    id: UUID
    number: int
    buyer: Buyer
    lines: tuple[OrderLine, ...]
    total: Money
    status: Status
    history: tuple[StatusChange, ...]
    """Oldest first."""
    guest_token: str | None
    """Lets a guest read the order; None for a customer's order."""
    created_at: datetime
    terms: SaleTerms

    def as_placed(self) -> "Order":
        """Return the order as it was when it was placed, without the token that opens it."""
        return replace(self, status=Status.CONFIRMED, history=self.history[:1], guest_token=None)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that asks for more units than there are."""

    product_id: UUID
    requested: int
    available: int


class OrderNotFound(DomainError):
    """There is no such order, or it is not the caller's: both look the same from outside."""

    kind = Kind.NOT_FOUND
    reason = "ORDER_NOT_FOUND"


class CartEmpty(DomainError):
    """The cart has nothing to buy."""

    kind = Kind.CONFLICT
    reason = "CART_EMPTY"


class IdempotencyKeyReused(DomainError):
    """The idempotency key was used for another purchase."""

    kind = Kind.ALREADY_EXISTS
    reason = "IDEMPOTENCY_KEY_REUSED"


class OutOfStock(DomainError):
    """There are fewer units than requested; no stock was taken."""

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
            "product unavailable",
            items=[{"product_id": str(product_id)} for product_id in product_ids],
        )


class StatusConflict(DomainError):
    """The order's status does not allow this change."""

    kind = Kind.CONFLICT
    reason = "STATUS_CONFLICT"


class UndoExpired(DomainError):
    """Somebody was notified of the status already, so that it stays."""

    kind = Kind.CONFLICT
    reason = "UNDO_EXPIRED"


def price_lines(items: Sequence[RequestedItem], offers: Sequence[Offer]) -> tuple[OrderLine, ...]:
    """Return the order's lines at the offers' names and prices, in the order of the items.

    Raise ProductUnavailable, PriceChanged, or InvalidRequest for mixed currencies; the first two
    name every product concerned.
    """
    available = {offer.product_id: offer for offer in offers if not offer.archived}
    unavailable = [item.product_id for item in items if item.product_id not in available]
    if unavailable:
        raise ProductUnavailable(unavailable)
    price_changes = [
        (item.product_id, item.seen_price, available[item.product_id].price)
        for item in items
        if item.seen_price is not None and item.seen_price != available[item.product_id].price
    ]
    if price_changes:
        raise PriceChanged(price_changes)
    lines = tuple(
        OrderLine(item.product_id, offer.name, item.quantity, offer.price)
        for item in items
        for offer in [available[item.product_id]]
    )
    validation = Validation()
    one_currency = len({line.unit_price.currency for line in lines}) == 1
    validation.check(one_currency, "items", Code.MIXED_CURRENCIES)
    validation.raise_if_invalid()
    return lines


def total_of(lines: Sequence[OrderLine]) -> Money:
    """Return the total of the lines, which all have one currency."""
    return Money(sum(line.total.amount for line in lines), lines[0].unit_price.currency)
