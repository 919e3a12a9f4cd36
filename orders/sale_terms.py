"""The shop's terms of sale, as receipts state them: stored with each order when it is placed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """The terms that an order was placed under."""

    shop: str = "Tienda"
    """The shop's name."""
    tax_included: bool = True
    """Whether prices include tax."""


DEFAULT_SALE_TERMS = SaleTerms()


def load_sale_terms(stored: Mapping[str, Any]) -> SaleTerms:
    """Return the terms of a stored order; one from before terms were stored has the default."""
    return SaleTerms(
        shop=stored.get("shop", DEFAULT_SALE_TERMS.shop),
        tax_included=stored.get("tax_included", DEFAULT_SALE_TERMS.tax_included),
    )
