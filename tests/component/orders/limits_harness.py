"""Orders of buyers whom nobody knows yet, from an address or with a contact that a test names."""

import itertools
import uuid
from uuid import UUID

import pytest

from chassis.errors import DomainError
from tests.component.orders.service_harness import ServiceHarness
from tienda.orders.v1 import order_pb2, order_service_pb2

HERE, THERE = "192.0.2.1", "198.51.100.7"
_emails = itertools.count()


def somebody() -> order_pb2.Contact:
    """Return a contact that nobody has used."""
    return order_pb2.Contact(email=f"buyer-{next(_emails)}@example.com", phone="")


async def buy(
    service: ServiceHarness, items: dict[UUID, int], contact: order_pb2.Contact | None = None
) -> order_service_pb2.PlaceOrderResponse:
    """Buy with a contact of one's own, unless another is given."""
    named = contact or somebody()
    request = order_service_pb2.PlaceOrderRequest(
        idempotency_key=str(uuid.uuid4()),
        items=[
            order_service_pb2.OrderItem(product_id=str(product_id), quantity=quantity)
            for product_id, quantity in items.items()
        ],
        contact=order_pb2.Contact(name="Ana", email=named.email, phone=named.phone),
        shipping_address=order_pb2.Address(
            line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
        ),
        notify_channels=[order_pb2.NOTIFY_CHANNEL_EMAIL],
    )
    return await service.call(service.orders.PlaceOrder, request)


async def refusal(
    service: ServiceHarness, items: dict[UUID, int], contact: order_pb2.Contact | None = None
) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await buy(service, items, contact)
    return caught.value
