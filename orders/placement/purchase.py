"""A purchase that is ready to be placed, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from orders.domain import Buyer, Order, OrderLine, Shortage, Status, StatusChange, total_of
from orders.limits.domain import Allowance, LimitedLine
from orders.sale_terms import SaleTerms


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase that is ready to be placed."""

    id: UUID
    scope: str
    """Whose idempotency key it is: a customer's id, or "guest"."""
    idempotency_key: str
    request_hash: bytes
    buyer: Buyer
    lines: tuple[OrderLine, ...]
    guest_token: str | None
    cart_key: str | None
    """The cart that is emptied; None for a purchase that names its items."""
    guest_cart: str | None
    """The cart that a guest's browser has: who comes back with it may read the order."""
    allowances: Sequence[Allowance]
    """What the purchase is held against, in the order of their keys."""
    terms: SaleTerms
    message_kinds: tuple[str, ...]
    """Kinds of the messages to enqueue."""

    def as_order(self, number: int, now: datetime) -> Order:
        """Return the order that this purchase became, placed at `now`."""
        return Order(
            id=self.id,
            number=number,
            buyer=self.buyer,
            lines=self.lines,
            total=total_of(self.lines),
            status=Status.CONFIRMED,
            history=(StatusChange(Status.CONFIRMED, now),),
            guest_token=self.guest_token,
            created_at=now,
            terms=self.terms,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The order's number, or what kept it from being placed.

    Nothing, if the key was taken, the cart no longer held the purchase's items, or another order of
    the same buyer was placed meanwhile.
    """

    number: int | None
    shortages: tuple[Shortage, ...] = ()
    wait: timedelta | None = None
    """The time until the buyer may order again."""
    over: tuple[LimitedLine, ...] = ()
    """Lines of more units than the buyer may have."""
