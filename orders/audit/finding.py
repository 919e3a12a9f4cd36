"""What an audit finds, and how much of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

MAX_SHOWN = 100
"""Findings of one check; of those beyond, the number is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it must be."""

    invariant: str
    wrong: str
    expected: str
    found: str
    order_id: UUID | None = None
    order_number: int | None = None
    product_id: UUID | None = None
    orders: tuple[int, ...] = ()
    """Numbers of the orders that hold the product, newest first, cancelled ones among them."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one check found: the first so many, and how many more there are."""

    invariant: str
    shown: Sequence[Finding]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Audited:
    """How much was looked at, in the moment of the snapshot."""

    orders: int
    products: int
    letters: int
    parked: int
    """Letters that wait for somebody to look at them; no fault of the database."""
