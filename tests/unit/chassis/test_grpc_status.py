"""Errors on their way from one service to another."""

import grpc
import grpc.aio
import pytest
from google.rpc import status_pb2
from google.rpc.error_details_pb2 import BadRequest

from chassis.errors import DomainError, InvalidRequest, Kind, Unavailable, Validation
from chassis.grpc_status import DETAILS_KEY, code_of, from_rpc_error, to_status
from chassis.violations import Code, Violation


def arrived(status: status_pb2.Status, code: grpc.StatusCode) -> DomainError:
    trailer = grpc.aio.Metadata((DETAILS_KEY, status.SerializeToString()))
    return from_rpc_error(grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailer, status.message))


def over_the_wire(error: DomainError) -> DomainError:
    return arrived(to_status(error, "orders"), code_of(error))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_error_arrives_as_what_it_was(kind):
    received = over_the_wire(DomainError("no", kind=kind, reason="WHY"))
    assert (received.kind, received.reason, received.message) == (kind, "WHY", "no")


def test_what_is_wrong_with_each_field_arrives_as_code_and_parameters():
    validation = Validation()
    validation.check(False, "contact.email", Code.MALFORMED_EMAIL)  # noqa: FBT003
    validation.check(True, "contact.name", Code.REQUIRED)  # noqa: FBT003
    validation.add("items[0].quantity", Code.OUT_OF_RANGE, min=1, max=999)
    validation.check_length("x" * 3, "contact.phone", max_length=2)
    validation.check_length("", "contact.name", min_length=1, max_length=200)
    validation.check_length("", "shipping_address.line2", max_length=200)
    validation.add("language", Code.NOT_ONE_OF, values="es, en")
    with pytest.raises(InvalidRequest) as caught:
        validation.raise_if_invalid()
    assert over_the_wire(caught.value).violations == (
        Violation("contact.email", Code.MALFORMED_EMAIL),
        Violation("items[0].quantity", Code.OUT_OF_RANGE, {"min": 1, "max": 999}),
        Violation("contact.phone", Code.TOO_LONG, {"max": 2}),
        Violation("contact.name", Code.REQUIRED),
        Violation("language", Code.NOT_ONE_OF, {"values": "es, en"}),
    )


def test_who_reads_the_status_itself_finds_code_and_english():
    status = to_status(InvalidRequest.of("quantity", Code.OUT_OF_RANGE, min=1, max=999), "orders")
    bad = BadRequest()
    assert any(detail.Unpack(bad) for detail in status.details)
    [field] = bad.field_violations
    assert (field.field, field.reason) == ("quantity", "OUT_OF_RANGE")
    assert field.description == "must be 1 to 999"
    assert status.message == "quantity: must be 1 to 999"


@pytest.mark.parametrize(
    "field",
    [
        BadRequest.FieldViolation(field="sku", description="must be short"),
        BadRequest.FieldViolation(field="sku", description="must be short", reason="A_NEW_CODE"),
        BadRequest.FieldViolation(field="sku", description="must be short", reason="TOO_LONG"),
    ],
    ids=["without a code", "with a code unknown here", "without the code's parameters"],
)
def test_what_another_release_says_arrives_by_its_description(field):
    status = status_pb2.Status(code=grpc.StatusCode.INVALID_ARGUMENT.value[0])
    status.details.add().Pack(BadRequest(field_violations=[field]))
    error = arrived(status, grpc.StatusCode.INVALID_ARGUMENT)
    described = {"description": "must be short"}
    assert error.violations == (Violation("sku", Code.UNRECOGNIZED, described),)


def test_a_status_stays_within_what_a_peer_takes_however_much_is_wrong():
    violations = [
        Violation(f"levels[{number}].on_hand", Code.OUT_OF_RANGE, {"min": 0, "max": 10**9})
        for number in range(1000)
    ]
    error = InvalidRequest(violations)
    packed = to_status(error, "orders").SerializeToString()
    assert len(packed) + len(to_status(error, "orders").message) < 7_000
    named = over_the_wire(error).violations
    assert len(named) > 20
    assert named == tuple(violations[: len(named)])


def test_the_things_concerned_arrive_with_their_whole_numbers():
    items = (
        {"product_id": "mesa", "requested": 3, "available": 0},
        {"product_id": "silla", "seen": {"amount": 14990, "currency": "EUR"}, "share": 0.5},
    )
    received = over_the_wire(DomainError("sold out", kind=Kind.CONFLICT, items=items))
    assert received.items == items
    assert all(isinstance(item.get("requested", 0), int) for item in received.items)


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
        received = from_rpc_error(grpc.aio.AioRpcError(code, nothing, nothing, "text"))
        assert (received.kind, received.reason) == (kind, reason)
