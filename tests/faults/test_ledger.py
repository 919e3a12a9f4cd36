"""Which answers to a deed are good ones."""

import pytest

from tests.faults.ledger import Deed, Outcome

LIMITED = frozenset({"scarce", "rush"})


def buy(*products: str) -> Deed:
    """Return a purchase of one unit of each."""
    items = [{"product_id": product, "quantity": 1} for product in products]
    return Deed("buy", "key", "/orders?lang=es", {"items": items})


STOCK = Deed("stock", "key", "/products/scarce/stock", {"on_hand": 2})
CANCEL = Deed("cancel", "key", "/orders/1/cancel", order_id="1")


@pytest.mark.parametrize(
    ("deed", "outcome", "is_good"),
    [
        (buy("plenty"), Outcome(201), True),
        (buy("plenty"), Outcome(503, "service-unavailable"), False),
        (buy("plenty"), Outcome(0, "TimeoutError"), False),
        (buy("plenty", "scarce"), Outcome(409, "out-of-stock"), True),
        (buy("plenty"), Outcome(409, "out-of-stock"), False),
        (buy("scarce"), Outcome(409, "status-conflict"), False),
        (CANCEL, Outcome(409, "status-conflict"), True),
        (CANCEL, Outcome(409, "out-of-stock"), False),
        (STOCK, Outcome(409, "status-conflict"), False),
    ],
)
def test_only_what_is_done_or_refused_with_reason_is_good(
    deed: Deed, outcome: Outcome, is_good: bool
):
    assert deed.is_served_by(outcome, LIMITED) is is_good
