"""Errors on their way from one service to another."""

import grpc
import grpc.aio
import pytest

from chassis.errors import DomainError, Faults, InvalidRequest, Kind, Unavailable, Violation
from chassis.grpc_status import DETAILS_KEY, code_of, from_rpc_error, to_status


def over_the_wire(error: DomainError) -> DomainError:
    packed = to_status(error, "orders").SerializeToString()
    trailer = grpc.aio.Metadata((DETAILS_KEY, packed))
    sent = grpc.aio.AioRpcError(code_of(error), grpc.aio.Metadata(), trailer, error.message)
    return from_rpc_error(sent)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_error_arrives_as_what_it_was(kind):
    arrived = over_the_wire(DomainError("no", kind=kind, reason="WHY"))
    assert (arrived.kind, arrived.reason, arrived.message) == (kind, "WHY", "no")


def test_the_fields_that_are_wrong_arrive():
    faults = Faults()
    faults.check(good=False, field="contact.email", description="must be an e-mail address")
    faults.check(good=True, field="contact.name", description="must not be empty")
    faults.add("items[0].quantity", "must be at least 1")
    with pytest.raises(InvalidRequest) as caught:
        faults.done()
    arrived = over_the_wire(caught.value)
    assert arrived.violations == (
        Violation("contact.email", "must be an e-mail address"),
        Violation("items[0].quantity", "must be at least 1"),
    )


def test_the_things_concerned_arrive_with_their_whole_numbers():
    items = (
        {"product_id": "mesa", "requested": 3, "available": 0},
        {"product_id": "silla", "seen": {"amount": 14990, "currency": "EUR"}, "share": 0.5},
    )
    arrived = over_the_wire(DomainError("sold out", kind=Kind.CONFLICT, items=items))
    assert arrived.items == items
    assert all(isinstance(item.get("requested", 0), int) for item in arrived.items)


def test_what_grpc_itself_refuses_has_a_kind_too():
    nothing = grpc.aio.Metadata()
    expected = {
        grpc.StatusCode.UNAVAILABLE: (Kind.UNAVAILABLE, Unavailable.reason),
        grpc.StatusCode.DEADLINE_EXCEEDED: (Kind.TOO_LATE, "TOO_LATE"),
        grpc.StatusCode.CANCELLED: (Kind.UNAVAILABLE, "UNAVAILABLE"),
        grpc.StatusCode.UNKNOWN: (Kind.INTERNAL, "INTERNAL"),
        grpc.StatusCode.DATA_LOSS: (Kind.INTERNAL, "INTERNAL"),
    }
    for code, (kind, reason) in expected.items():
        arrived = from_rpc_error(grpc.aio.AioRpcError(code, nothing, nothing, "text"))
        assert (arrived.kind, arrived.reason) == (kind, reason)
