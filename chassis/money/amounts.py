"""Amounts of money in minor units."""

from dataclasses import dataclass

from tienda.type.v1 import money_pb2


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` minor units of an ISO 4217 currency: EUR 149.90 is Money(14990, "EUR")."""

    amount: int
    currency: str

    def times(self, quantity: int) -> "Money":
        """Return the amount multiplied by a quantity."""
        return Money(self.amount * quantity, self.currency)


def to_proto(money: Money) -> money_pb2.Money:
    """Return it as tienda.type.v1.Money."""
    return money_pb2.Money(amount=money.amount, currency_code=money.currency)


def from_proto(money: money_pb2.Money) -> Money:
    """Read tienda.type.v1.Money, without checking its values."""
    return Money(money.amount, money.currency_code)
