"""The kinds of messages that the outbox of orders holds."""

from collections.abc import Iterator, Sequence

from orders.domain import Channel, Status

RECEIPT = "receipt"
"""The kind of message that has the order's receipt written."""


def placed_order_kinds(channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the kinds of the messages that are enqueued when an order is placed."""
    return (f"order.{Status.CONFIRMED}", RECEIPT, *_buyer_kinds(Status.CONFIRMED, channels))


def status_kinds(status: Status, channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the kinds of the messages that are enqueued when an order changes to `status`.

    One is the event for subscribers. The others notify the buyer, one on each channel, except of a
    delivery.
    """
    if status is Status.DELIVERED:
        return (f"order.{status}",)
    return (f"order.{status}", *_buyer_kinds(status, channels))


def _buyer_kinds(status: Status, channels: Sequence[Channel]) -> Iterator[str]:
    return (f"tell.{channel}.{status}" for channel in channels)
