"""What tells one purchase from another under the same idempotency key."""

from dataclasses import replace
from uuid import UUID

from chassis.contact.postal_address import PostalAddress
from chassis.money import Money
from orders.domain import Buyer, Channel, Contact, RequestedItem
from orders.placement.place_order import OrderRequest, fingerprint

REQUEST = OrderRequest(
    idempotency_key="key",
    cart_token="",
    items=(
        RequestedItem(UUID("01a20c39-377e-757c-8416-355fc73b7c6d"), 2, Money(14990, "EUR")),
        RequestedItem(UUID("01a20c39-377e-757c-8416-358bd419baad"), 1, None),
    ),
    buyer=Buyer(
        customer_id=None,
        contact=Contact("Ana Núñez", "ana@example.com", ""),
        address=PostalAddress("Calle Mayor 1", "", "Madrid", "", "28013", "ES"),
        channels=(Channel.SMS, Channel.EMAIL),
        language="es",
    ),
)


def test_a_purchase_that_is_repeated_at_another_release_is_known_again() -> None:
    # Written down once, by the first release that kept orders.
    known = "05c0132a42b27d39b03dbe25f0137a18399d7a3b0b99b76fd070bdcde2718da6"
    assert fingerprint(REQUEST, None).hex() == known
    assert fingerprint(REQUEST, "cart").hex() != known


def test_another_quantity_price_or_address_is_another_purchase() -> None:
    first, second = REQUEST.items
    elsewhere = replace(REQUEST.buyer, address=replace(REQUEST.buyer.address, city="Toledo"))
    others = (
        replace(REQUEST, items=(replace(first, quantity=3), second)),
        replace(REQUEST, items=(replace(first, seen_price=None), second)),
        replace(REQUEST, items=(second, first)),
        replace(REQUEST, buyer=elsewhere),
    )
    assert len({fingerprint(one, None) for one in (REQUEST, *others)}) == 1 + len(others)
