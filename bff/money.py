"""Money between protos and REST."""

from bff.schemas import Money, Price
from tienda.type.v1 import money_pb2


def from_proto(money: money_pb2.Money) -> Money:
    """Read tienda.type.v1.Money."""
    return Money(money.amount, money.currency_code)


def to_proto(money: Money | Price) -> money_pb2.Money:
    """Write tienda.type.v1.Money."""
    return money_pb2.Money(amount=money.amount, currency_code=money.currency)
