"""The events that orders publishes on the SNS topic, as JSON. See docs/events.md."""

from typing import Any

from chassis.outbox.outbox import OutboxMessage
from orders.domain import Order
from orders.notifications.messages import status_message

SOURCE = "tienda.orders"


def order_event(message: OutboxMessage, order: Order) -> dict[str, Any]:
    """Return the event of an order's new status, without the buyer's name or address."""
    status = message.kind.removeprefix("order.")
    notification = status_message(status, order.buyer.language, order.number)
    return {
        **_envelope(message),
        "data": {
            "order_id": str(order.id),
            "number": order.number,
            "status": status,
            "customer_id": str(order.buyer.customer_id) if order.buyer.customer_id else None,
            "language": order.buyer.language,
            "message": notification.sentence if notification else None,
            "total": {"amount": order.total.amount, "currency": order.total.currency},
            "lines": [
                {
                    "product_id": str(line.product_id),
                    "quantity": line.quantity,
                    "unit_price": {
                        "amount": line.unit_price.amount,
                        "currency": line.unit_price.currency,
                    },
                }
                for line in order.lines
            ],
        },
    }


def stock_event(message: OutboxMessage) -> dict[str, Any]:
    """Return the event that a product became available or sold out, with its stock's version."""
    return {
        **_envelope(message),
        "data": {"product_id": str(message.subject), **message.payload},
    }


def _envelope(message: OutboxMessage) -> dict[str, Any]:
    return {
        "id": str(message.id),
        "type": message.kind,
        "source": SOURCE,
        "time": message.created_at.isoformat(),
    }
