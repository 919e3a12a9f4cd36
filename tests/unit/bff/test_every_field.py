"""Every field of every request says which of its checks has failed: type, size or form."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_origin

import msgspec
import pytest
from msgspec import Struct, inspect

from bff.errors.validation import field_errors, unwrap
from bff.http.in_flight import InFlightRequests
from bff.routes import all_endpoints
from chassis.violations import Code

LENGTHS = {Code.TOO_LONG, Code.LENGTH_OUT_OF_RANGE}
RANGES = {Code.OUT_OF_RANGE, Code.PRICE_OUT_OF_RANGE}
NOT_OF_TYPE = {
    inspect.StrType: (Code.NOT_TEXT, [5, 1.5, True, [], {}]),
    inspect.IntType: (Code.NOT_INTEGER, ["x", "", 1.5, True, [], {}]),
    inspect.BoolType: (Code.NOT_BOOLEAN, ["x", 5, [], {}]),
    inspect.DateTimeType: (Code.NOT_TIMESTAMP, ["yesterday", "2026-13-01T00:00:00Z", [], {}]),
    inspect.ListType: (Code.NOT_LIST, ["x", 5, {}]),
    inspect.DictType: (Code.NOT_OBJECT, ["x", 5, []]),
    inspect.StructType: (Code.NOT_OBJECT, ["x", 5, []]),
    inspect.LiteralType: (Code.NOT_ONE_OF, ["no such value", 5, [], {}]),
}


class RequestField(NamedTuple):
    """A field of a request, or the items of one."""

    place: str
    shape: Any

    @property
    def kind(self) -> inspect.Type:
        kind = inspect.type_info(unwrap(self.shape)[0])
        while isinstance(kind, inspect.Metadata):
            kind = kind.type
        return kind


def fields_of(place: str, shape: Any) -> Iterator[RequestField]:
    present, _ = unwrap(shape)
    core = get_args(present)[0] if get_origin(present) is not None else present
    yield RequestField(place, shape)
    if get_origin(core) in (list, dict):
        for number, inner in enumerate(get_args(core)):
            yield from fields_of(f"{place}[{number}]", inner)
    if isinstance(core, type) and issubclass(core, Struct):
        for field in msgspec.structs.fields(core):
            yield from fields_of(f"{core.__name__}.{field.encode_name}", field.type)


FIELDS = {
    field.place: field
    for endpoint in all_endpoints(InFlightRequests())
    for schema in (endpoint.query, endpoint.body)
    if schema
    for field in fields_of(schema.__name__, schema)
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_value_of_another_type_is_told_as_that(field: RequestField) -> None:
    code, values = NOT_OF_TYPE[type(field.kind)]
    for value in values:
        assert [error.code for error in field_errors(value, field.shape, strict=True)] == [code]


@pytest.mark.parametrize(
    "field",
    [field for field in FIELDS.values() if isinstance(field.kind, inspect.StrType)],
    ids=lambda field: field.place,
)
def test_a_text_of_the_wrong_form_is_told_as_that_and_a_long_one_as_long(
    field: RequestField,
) -> None:
    kind = field.kind
    assert isinstance(kind, inspect.StrType)
    least = kind.min_length or 0
    for sign in ("\x00", "\x00\n"):
        text = sign + "x" * least
        (error,) = field_errors(text, field.shape, strict=True)
        assert error.code not in LENGTHS, text
        assert error.code is not Code.NOT_TEXT
    if kind.max_length:
        (error,) = field_errors("x" * (kind.max_length + 1), field.shape, strict=True)
        assert error.code in LENGTHS or {"max", "max_length"} & error.params.keys()


@pytest.mark.parametrize(
    "field",
    [field for field in FIELDS.values() if isinstance(field.kind, inspect.IntType)],
    ids=lambda field: field.place,
)
def test_a_number_out_of_range_is_told_as_that(field: RequestField) -> None:
    kind = field.kind
    assert isinstance(kind, inspect.IntType)
    assert kind.ge is not None
    assert kind.le is not None
    for number in (kind.ge - 1, kind.le + 1):
        (error,) = field_errors(number, field.shape, strict=True)
        assert error.code in RANGES
