"""Which responses to an operation are good ones."""

import pytest

from tests.faults.ledger import Operation, Outcome

LIMITED = frozenset({"scarce", "rush"})


def buy(*products: str) -> Operation:
    """Return a purchase of one unit of each."""
    items = [{"product_id": product, "quantity": 1} for product in products]
    return Operation("buy", "key", "/orders?lang=es", {"items": items})


STOCK = Operation("stock", "key", "/products/scarce/stock", {"on_hand": 2})
CANCEL = Operation("cancel", "key", "/orders/1/cancel", order_id="1")


@pytest.mark.parametrize(
    ("operation", "outcome", "is_good"),
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
    operation: Operation, outcome: Outcome, is_good: bool
):
    assert operation.accepts(outcome, LIMITED) is is_good
