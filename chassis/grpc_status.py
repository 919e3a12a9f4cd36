"""Translates domain errors into gRPC statuses and back; the only place that knows status codes.

The rich error model of google.rpc is used: ErrorInfo names the reason, BadRequest the fields, and
a Struct {"errors": [...]} the things concerned.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import grpc
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from google.rpc import error_details_pb2, status_pb2

from chassis.errors import DomainError, Kind, Violation

DETAILS_KEY = "grpc-status-details-bin"

_CODES = {
    Kind.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.ALREADY_EXISTS: grpc.StatusCode.ALREADY_EXISTS,
    Kind.CONFLICT: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.STALE: grpc.StatusCode.ABORTED,
    Kind.EXHAUSTED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Kind.TOO_LATE: grpc.StatusCode.DEADLINE_EXCEEDED,
    Kind.UNSUPPORTED: grpc.StatusCode.UNIMPLEMENTED,
    Kind.INTERNAL: grpc.StatusCode.INTERNAL,
}
_SILENT = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
_KINDS = {code: kind for kind, code in _CODES.items()}
# Statuses that gRPC itself gives.
_KINDS[grpc.StatusCode.CANCELLED] = Kind.UNAVAILABLE
_KINDS[grpc.StatusCode.OUT_OF_RANGE] = Kind.INVALID


def code_of(error: DomainError) -> grpc.StatusCode:
    """Return the status code that stands for the error's kind."""
    return _CODES[error.kind]


def to_status(error: DomainError, service: str) -> status_pb2.Status:
    """Write the error as google.rpc.Status; `service` names the domain, "orders"."""
    status = status_pb2.Status(code=code_of(error).value[0], message=error.message)
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=f"{service}.tienda")
    status.details.add().Pack(info)
    if error.violations:
        fields = [
            error_details_pb2.BadRequest.FieldViolation(field=v.field, description=v.description)
            for v in error.violations
        ]
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=fields))
    if error.items:
        struct = json_format.ParseDict({"errors": [dict(item) for item in error.items]}, Struct())
        status.details.add().Pack(struct)
    return status


def from_rpc_error(error: grpc.aio.AioRpcError) -> DomainError:
    """Read a neighbour's answer back into the error that it raised."""
    kind = _KINDS.get(error.code(), Kind.INTERNAL)
    reason, violations, items = kind.name, list[Violation](), list[Mapping[str, Any]]()
    packed = dict(error.trailing_metadata() or ()).get(DETAILS_KEY)
    details = status_pb2.Status.FromString(packed).details if isinstance(packed, bytes) else ()
    for detail in details:
        info, bad, struct = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), Struct()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(bad):
            violations += [Violation(v.field, v.description) for v in bad.field_violations]
        elif detail.Unpack(struct):
            items += _errors_of(struct)
    return DomainError(
        error.details() or "", kind=kind, reason=reason, violations=violations, items=items
    )


def is_silence(error: grpc.aio.AioRpcError, *, time_was_up: bool) -> bool:
    """Whether nobody answered: a neighbour that says so itself sends its reasons along.

    At the deadline it does so in the same moment as the caller gives up; that is no answer either.
    """
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED and time_was_up:
        return True
    return error.code() in _SILENT and not is_told(error)


def is_told(error: grpc.aio.AioRpcError) -> bool:
    """Whether the neighbour itself raised it, rather than gRPC on this side."""
    return DETAILS_KEY in dict(error.trailing_metadata() or ())


def reason_in(trailers: Any) -> str:
    """Return the reason that a call's trailing metadata carry; empty where they carry none."""
    packed = dict(trailers or ()).get(DETAILS_KEY)
    info = error_details_pb2.ErrorInfo()
    details = status_pb2.Status.FromString(packed).details if isinstance(packed, bytes) else ()
    return next((info.reason for detail in details if detail.Unpack(info)), "")


def _errors_of(struct: Struct) -> Sequence[Mapping[str, Any]]:
    # A Struct has only doubles; what was a whole number is one again.
    return [_whole(item) for item in json_format.MessageToDict(struct).get("errors", [])]


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
