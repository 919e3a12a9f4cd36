"""The findings of an audit, and what it covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

MAX_SHOWN = 100
"""Findings shown for one check; the rest are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One violation of an invariant."""

    invariant: str
    wrong: str
    expected: str
    found: str
    order_id: UUID | None = None
    order_number: int | None = None
    product_id: UUID | None = None
    orders: tuple[int, ...] = ()
    """Numbers of the orders with the product, newest first, cancelled ones included."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of one check: the first MAX_SHOWN, and how many more there are."""

    invariant: str
    shown: Sequence[Finding]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """How many rows the snapshot had to check."""

    orders: int
    products: int
    messages: int
    parked: int
    """Parked messages. They need an operator, but are no violation."""
