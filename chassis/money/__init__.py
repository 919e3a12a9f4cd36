"""Money: amounts in minor units, currencies, and amounts as people type them."""

from chassis.money.amounts import Money, from_proto, to_proto
from chassis.money.currencies import decimals_of, is_currency

__all__ = ["Money", "decimals_of", "from_proto", "is_currency", "to_proto"]
