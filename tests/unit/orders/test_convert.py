"""What a request to place an order becomes."""

import pytest

from chassis.errors import InvalidRequest
from chassis.request_context import GUEST
from orders.convert import order_request
from orders.domain import Contact
from tienda.orders.v1 import order_pb2
from tienda.orders.v1.order_service_pb2 import PlaceOrderRequest


def request(**contact: str) -> PlaceOrderRequest:
    """Return a purchase of the cart by a buyer with this contact."""
    return PlaceOrderRequest(
        idempotency_key="key",
        contact=order_pb2.Contact(**{"name": "Ana", "email": "ana@example.com", **contact}),
        shipping_address=order_pb2.Address(
            line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
        ),
        notify_channels=[order_pb2.NOTIFY_CHANNEL_EMAIL],
    )


def test_a_phone_is_kept_in_e164_and_an_email_with_its_domain_in_lower_case() -> None:
    read = order_request(request(email=" Ana@EXAMPLE.com ", phone=" +34 612 345 678"), GUEST)
    assert read.buyer.contact == Contact("Ana", "Ana@example.com", "+34612345678")


def test_a_phone_of_spaces_is_none() -> None:
    assert order_request(request(phone="  "), GUEST).buyer.contact.phone == ""


@pytest.mark.parametrize(
    "contact", [{"phone": "612345678"}, {"email": "ana"}, {"email": "a" * 65 + "@example.com"}]
)
def test_a_contact_that_cannot_be_reached_is_refused(contact: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        order_request(request(**contact), GUEST)
    (field,) = contact
    assert [violation.field for violation in refused.value.violations] == [f"contact.{field}"]
