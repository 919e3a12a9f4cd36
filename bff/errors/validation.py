"""Finds everything that is wrong with a value that has not the shape it must have.

msgspec stops at the first error, which is right for speed; once it has stopped, the value is gone
through again here, field by field.
"""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct, UnsetType, inspect

from bff.errors.json_pointer import pointer
from bff.errors.problems import FieldError
from chassis.violations import Code, Param

Path = tuple[str | int, ...]


def field_errors(value: Any, shape: Any, *, strict: bool) -> list[FieldError]:
    """Return all that is wrong with `value` as `shape`, field by field.

    With strict=False, text may stand for numbers. A shape whose pattern says more than a length
    names its code and parameters in its Meta: extra={"code": Code.MALFORMED_SKU, "max": 64}.
    """
    return list(_errors(value, shape, (), strict=strict))


def _errors(value: Any, shape: Any, path: Path, *, strict: bool) -> Iterator[FieldError]:
    present, may_be_null = _unwrap(shape)
    if value is None and may_be_null:
        return
    core = get_args(present)[0] if get_origin(present) is Annotated else present
    if isinstance(core, type) and issubclass(core, Struct) and isinstance(value, dict):
        yield from _in_struct(value, core, path, strict=strict)
        return
    if get_origin(core) is list and isinstance(value, list):
        (item_shape,) = get_args(core)
        in_items = [
            error
            for index, item in enumerate(value)
            for error in _errors(item, item_shape, (*path, index), strict=strict)
        ]
        if in_items:
            yield from in_items
            return
    if not _fits(value, shape, strict=strict):
        yield FieldError(pointer(path), *_code(value, inspect.type_info(present)))


def _in_struct(
    value: dict[str, Any], shape: type[Struct], path: Path, *, strict: bool
) -> Iterator[FieldError]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for name in value.keys() - fields.keys():
        yield FieldError(pointer((*path, name)), Code.UNKNOWN_FIELD)
    for name, field in fields.items():
        if name in value:
            yield from _errors(value[name], field.type, (*path, name), strict=strict)
        elif field.required:
            yield FieldError(pointer((*path, name)), Code.REQUIRED)


def _fits(value: Any, shape: Any, *, strict: bool) -> bool:
    try:
        msgspec.convert(value, shape, strict=strict)
    except msgspec.ValidationError:
        return False
    return True


def _unwrap(shape: Any) -> tuple[Any, bool]:
    """Return the shape of the value when it is there, and whether null may stand for it."""
    bare = get_args(shape)[0] if get_origin(shape) is Annotated else shape
    if get_origin(bare) not in (Union, UnionType):
        return shape, False
    members = get_args(bare)
    inner = next(member for member in members if member not in (NoneType, UnsetType))
    present, may_be_null = _unwrap(inner)
    return present, may_be_null or NoneType in members


def _code(value: Any, kind: inspect.Type) -> tuple[Code, Mapping[str, Param]]:
    """Return why the value is not of this kind."""
    if isinstance(kind, inspect.Metadata):
        params = dict(kind.extra or {})
        code = params.pop("code", None)
        # True is an int to Python.
        if code and isinstance(kind.type, inspect.IntType) and type(value) is not int:
            code, params = Code.NOT_INTEGER, {}
        return (code, params) if code else _code(value, kind.type)
    match kind:
        case inspect.StrType(max_length=int(most), min_length=least):
            return _text_code(value, least or 0, most)
        case inspect.IntType(ge=int(least), le=int(most)):
            return Code.OUT_OF_RANGE, {"min": least, "max": most}
        case inspect.ListType(max_length=int(most), min_length=least):
            return Code.SIZE_OUT_OF_RANGE, {"min": least or 0, "max": most}
        case inspect.LiteralType(values=values):
            return Code.NOT_ONE_OF, {"values": ", ".join(map(str, values))}
    return _BY_TYPE.get(type(kind), Code.NOT_OBJECT), {}


def _text_code(value: Any, least: int, most: int) -> tuple[Code, Mapping[str, Param]]:
    if isinstance(value, str) and least <= len(value) <= most:
        # Then it does not match the shape's pattern, which leaves control characters out.
        return Code.CONTROL_CHARACTERS, {}
    if least:
        return Code.LENGTH_OUT_OF_RANGE, {"min": least, "max": most}
    return Code.TOO_LONG, {"max": most}


_BY_TYPE: Mapping[type[inspect.Type], Code] = {
    inspect.StrType: Code.NOT_TEXT,
    inspect.IntType: Code.NOT_INTEGER,
    inspect.BoolType: Code.NOT_BOOLEAN,
    inspect.DateTimeType: Code.NOT_TIMESTAMP,
    inspect.ListType: Code.NOT_LIST,
}
