"""Convert money between protobuf and REST."""

from bff.schemas import Money, Price
from tienda.type.v1 import money_pb2


def from_proto(money: money_pb2.Money) -> Money:
    """Return the REST struct of a message."""
    return Money(money.amount, money.currency_code)


def to_proto(money: Money | Price) -> money_pb2.Money:
    """Return the message of a REST struct."""
    return money_pb2.Money(amount=money.amount, currency_code=money.currency)
