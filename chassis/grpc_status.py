"""Translates domain errors into gRPC statuses and back; the only place that knows status codes.

The rich error model of google.rpc is used:

- ErrorInfo has the reason.
- BadRequest has a FieldViolation for each violation: `field` its path, `reason` its code by name
  (chassis.violations.Code), `description` what is wrong in English. Its parameters are in a Struct
  {"violation_params": [...]}, one mapping each, in the order of the violations.
- A Struct {"errors": [...]} has the things concerned.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import grpc
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from google.rpc import error_details_pb2, status_pb2
from google.rpc.error_details_pb2 import BadRequest

from chassis.errors import DomainError, Kind
from chassis.violations import PARAMETERS, Code, Param, Violation

DETAILS_KEY = "grpc-status-details-bin"

MAX_MESSAGE = 500
"""Bytes in UTF-8."""
MAX_VIOLATIONS_SIZE = 5_000
"""Bytes. A peer begins to drop a status at random when its trailing metadata pass 8 KiB."""

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
_UNANSWERED = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
_KINDS = {code: kind for kind, code in _CODES.items()}
# Statuses that gRPC itself gives.
_KINDS[grpc.StatusCode.CANCELLED] = Kind.UNAVAILABLE
_KINDS[grpc.StatusCode.OUT_OF_RANGE] = Kind.INVALID


def code_of(error: DomainError) -> grpc.StatusCode:
    """Return the status code for the error's kind."""
    return _CODES[error.kind]


def to_status(error: DomainError, service: str) -> status_pb2.Status:
    """Return the error as google.rpc.Status; `service` names the domain, "orders".

    Violations past MAX_VIOLATIONS_SIZE are left out.
    """
    status = status_pb2.Status(code=code_of(error).value[0], message=_shortened(error.message))
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=f"{service}.tienda")
    status.details.add().Pack(info)
    violations = list(_fitting(error.violations))
    if violations:
        fields = [field for field, _ in violations]
        status.details.add().Pack(BadRequest(field_violations=fields))
    if any(params.fields for _, params in violations):
        struct = Struct()
        struct.get_or_create_list("violation_params").extend(params for _, params in violations)
        status.details.add().Pack(struct)
    if error.items:
        status.details.add().Pack(_struct({"errors": [dict(item) for item in error.items]}))
    return status


def _shortened(message: str) -> str:
    return message.encode()[:MAX_MESSAGE].decode(errors="ignore")


def from_rpc_error(error: grpc.aio.AioRpcError) -> DomainError:
    """Return the error that a neighbour raised, from the status that it sent."""
    kind = _KINDS.get(error.code(), Kind.INTERNAL)
    reason, fields, values = kind.name, list[BadRequest.FieldViolation](), dict[str, Any]()
    packed = dict(error.trailing_metadata() or ()).get(DETAILS_KEY)
    details = status_pb2.Status.FromString(packed).details if isinstance(packed, bytes) else ()
    for detail in details:
        info, bad, struct = error_details_pb2.ErrorInfo(), BadRequest(), Struct()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(bad):
            fields += bad.field_violations
        elif detail.Unpack(struct):
            values |= _whole(json_format.MessageToDict(struct))
    all_params = itertools.chain(values.get("violation_params", ()), itertools.repeat({}))
    return DomainError(
        error.details() or "",
        kind=kind,
        reason=reason,
        violations=[_violation(*pair) for pair in zip(fields, all_params, strict=False)],
        items=values.get("errors", ()),
    )


def is_unanswered(error: grpc.aio.AioRpcError, *, timed_out: bool) -> bool:
    """Whether the neighbour did not answer. A status that it raised itself comes with a reason.

    `timed_out` says that the call's deadline was reached. The neighbour gives up in the same moment
    as its caller, so its own DEADLINE_EXCEEDED counts as no answer, too.
    """
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED and timed_out:
        return True
    return error.code() in _UNANSWERED and not is_from_server(error)


def is_from_server(error: grpc.aio.AioRpcError) -> bool:
    """Whether the neighbour itself raised it, rather than gRPC on this side."""
    return DETAILS_KEY in dict(error.trailing_metadata() or ())


def reason_of(trailers: Any) -> str:
    """Return the reason that a call's trailing metadata carry; empty where they carry none."""
    packed = dict(trailers or ()).get(DETAILS_KEY)
    info = error_details_pb2.ErrorInfo()
    details = status_pb2.Status.FromString(packed).details if isinstance(packed, bytes) else ()
    return next((info.reason for detail in details if detail.Unpack(info)), "")


def _fitting(violations: Iterable[Violation]) -> Iterator[tuple[BadRequest.FieldViolation, Struct]]:
    """Yield the first violations as field and parameters, as many as fit into a status."""
    size = 0
    for violation in violations:
        field = BadRequest.FieldViolation(
            field=violation.field, reason=violation.code.name, description=violation.description
        )
        params = _struct(violation.params)
        size += field.ByteSize() + params.ByteSize()
        if size > MAX_VIOLATIONS_SIZE:
            return
        yield field, params


def _violation(field: BadRequest.FieldViolation, params: Mapping[str, Param]) -> Violation:
    code = Code.__members__.get(field.reason)
    if code is None or code is Code.UNRECOGNIZED or params.keys() != PARAMETERS[code]:
        # A neighbour of another release, in the middle of a roll-out.
        return Violation(field.field, Code.UNRECOGNIZED, {"description": field.description})
    return Violation(field.field, code, params)


def _struct(values: Mapping[str, Any]) -> Struct:
    return json_format.ParseDict(dict(values), Struct())


def _whole(value: Any) -> Any:
    """Return the value with whole numbers as such: a Struct has only doubles."""
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
