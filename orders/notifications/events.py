"""The events that orders tells the world of, as JSON on the SNS topic. See docs/events.md."""

from typing import Any

from chassis.outbox.outbox import OutboxMessage
from orders.domain import Order
from orders.notifications import messages

SOURCE = "tienda.orders"


def order_event(message: OutboxMessage, order: Order) -> dict[str, Any]:
    """Return what happened to an order. Who bought it and where they live is left out."""
    status = message.kind.removeprefix("order.")
    told = messages.message(status, order.buyer.language, order.number)
    return {
        **_envelope(message),
        "data": {
            "order_id": str(order.id),
            "number": order.number,
            "status": status,
            "customer_id": str(order.buyer.customer_id) if order.buyer.customer_id else None,
            "language": order.buyer.language,
            "message": told.sentence if told else None,
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
    """Return that a product came to be available or sold out, with the version it did so at."""
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
