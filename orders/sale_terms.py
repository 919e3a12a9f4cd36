"""What a receipt says that is not the buyer's own: kept with the order, as it was that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """The shop's side of an order."""

    shop: str = "Tienda"
    """The shop's name."""
    tax_included: bool = True
    """Whether prices include tax."""


DEFAULT_TERMS = Terms()


def kept_terms(kept: Mapping[str, Any]) -> Terms:
    """Read the terms of an order; one placed before they were kept has the usual ones."""
    return Terms(
        shop=kept.get("shop", DEFAULT_TERMS.shop),
        tax_included=kept.get("tax_included", DEFAULT_TERMS.tax_included),
    )
