"""The limits of orders, whom they are held against, and the refusals."""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.contact.emails import canonical_email
from chassis.errors import DomainError, Kind
from chassis.request_context import Caller, Role
from orders.domain import Contact, OrderLine

WINDOW = timedelta(hours=1)
"""A limit of orders or carts allows so many at once, and gives them back evenly over this time."""


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """The owner's limits; 0 is none."""

    orders_by_address: int = 60
    """Orders an hour from one client address."""
    orders_by_contact: int = 30
    """Orders an hour with one e-mail address, phone number or guest's cart."""
    units_of_product: int = 20
    """Units of one product in orders that are not shipped, of one address or contact."""
    units: int = 100
    """The same of all products."""
    customer_factor: int = 5
    """How many times as much a customer may have as a guest."""
    carts_by_address: int = 120
    """New carts of guests an hour from one client address."""


DEFAULT_SMS_COUNTRIES = frozenset(
    {"AD", "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR"}
    | {"GB", "GR", "IE", "IT", "LU", "NL", "NO", "PL", "PT", "SE"}
)
"""Countries that SMS are sent to unless the owner names others: an SMS there costs cents."""

DEFAULT_LIMITS = OrderLimits()
NO_LIMITS = OrderLimits(0, 0, 0, 0, 1, 0)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one address, contact or account may order; 0 is no limit."""

    key: bytes
    """Stands for the address, contact or account, so that none of them is stored."""
    orders: int
    """Orders an hour."""
    units_of_product: int
    units: int

    @property
    def spacing(self) -> timedelta:
        """The time after which one more order is allowed; zero if orders are not limited."""
        return spacing_of(self.orders)


class TooManyOrders(DomainError):
    """A limit of orders an hour is reached; `retry_after` is in seconds."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_ORDERS"

    def __init__(self, wait: timedelta) -> None:
        super().__init__("ordered too often", items=[{"retry_after": seconds_of(wait)}])


class TooManyCarts(DomainError):
    """A limit of new carts an hour is reached; `retry_after` is in seconds."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_CARTS"

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many new carts", items=[{"retry_after": seconds_of(wait)}])


@dataclass(frozen=True, slots=True)
class LimitedLine:
    """A line of more units than the buyer may have; `allowed` may be 0."""

    product_id: UUID
    requested: int
    allowed: int


class TooManyUnits(DomainError):
    """The buyer would have more units in orders that are not shipped than the limits allow."""

    kind = Kind.CONFLICT
    reason = "TOO_MANY_UNITS"

    def __init__(self, lines: Sequence[LimitedLine]) -> None:
        super().__init__(
            "too many units in orders that are not shipped",
            items=[
                {
                    "product_id": str(line.product_id),
                    "requested": line.requested,
                    "allowed": line.allowed,
                }
                for line in lines
            ],
        )


def allowances_of(
    limits: OrderLimits, caller: Caller, network: str, contact: Contact, cart_key: str | None
) -> tuple[Allowance, ...]:
    """Return what the caller's order is held against, in the order of the keys.

    A guest is known by address, e-mail, phone number and cart; a customer by account and address,
    with looser limits; an admin is not limited.
    """
    if caller.role is Role.ADMIN and not caller.is_guest:
        return ()
    factor = 1 if caller.is_guest else limits.customer_factor
    allowances = [
        Allowance(key_of(*subject), orders * factor, of_product * factor, units * factor)
        for subject, orders, of_product, units in _subjects(
            limits, caller, network, contact, cart_key
        )
    ]
    limited = (each for each in allowances if each.orders or each.units_of_product or each.units)
    return tuple(sorted(limited, key=lambda each: each.key))


def _subjects(
    limits: OrderLimits, caller: Caller, network: str, contact: Contact, cart_key: str | None
) -> Iterator[tuple[tuple[str, str], int, int, int]]:
    held = (limits.units_of_product, limits.units)
    whose = "guests" if caller.is_guest else "customers"
    if network:
        yield ((f"{whose} of an address", network), limits.orders_by_address, *held)
    if caller.account_id is not None:
        yield (("account", str(caller.account_id)), limits.orders_by_contact, *held)
        return
    yield (("e-mail", mailbox_of(contact.email)), limits.orders_by_contact, *held)
    if contact.phone:
        yield (("phone", contact.phone), limits.orders_by_contact, *held)
    if cart_key:
        yield (("cart", cart_key), limits.orders_by_contact, *held)


def mailbox_of(email: str) -> str:
    """Return what several spellings of one mailbox have in common: no capitals, no "+word"."""
    name, _, domain = canonical_email(email).rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def lines_over(
    lines: Sequence[OrderLine], of_product: Mapping[UUID, int], in_all: int | None
) -> tuple[LimitedLine, ...]:
    """Return the lines that must be lowered, each with the units that it may have.

    `of_product` has the units still allowed of each product of which there are too many; `in_all`
    those of all products together, None if there are not too many. The first lines keep theirs.
    """
    over, left = list[LimitedLine](), in_all
    for line in lines:
        allowed = max(0, min(line.quantity, of_product.get(line.product_id, line.quantity)))
        if left is not None:
            allowed = max(0, min(allowed, left))
            left -= allowed
        if allowed < line.quantity:
            over.append(LimitedLine(line.product_id, line.quantity, allowed))
    return tuple(over)


def spacing_of(an_hour: int) -> timedelta:
    """Return the time after which one more is allowed, of so many an hour; zero for no limit."""
    return WINDOW / an_hour if an_hour else timedelta(0)


def key_of(kind: str, subject: str) -> bytes:
    """Return the key of a subject of a kind: they have buckets of their own."""
    return hashlib.sha256(f"{kind}\n{subject}".encode()).digest()


def seconds_of(wait: timedelta) -> int:
    """Return the whole seconds to wait, one at least."""
    return max(1, math.ceil(wait.total_seconds()))
