"""The kinds of messages that the outbox of orders holds."""

from collections.abc import Iterator, Sequence

from orders.domain import Channel, Status

RECEIPT = "receipt"
"""Write the order's receipt."""


def placed_order_kinds(channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the kinds of the messages that an order is placed with."""
    return (f"order.{Status.CONFIRMED}", RECEIPT, *_buyer_kinds(Status.CONFIRMED, channels))


def status_kinds(status: Status, channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the kinds of the messages that a change to `status` is followed by.

    One is the event for subscribers; the others notify the buyer, one on each channel. Of a
    delivery the buyer is not notified.
    """
    if status is Status.DELIVERED:
        return (f"order.{status}",)
    return (f"order.{status}", *_buyer_kinds(status, channels))


def _buyer_kinds(status: Status, channels: Sequence[Channel]) -> Iterator[str]:
    return (f"tell.{channel}.{status}" for channel in channels)
