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
from bff.schemas import ONE_LINE
from chassis.text.validation import line_flaw
from chassis.violations import Code, Param

Path = tuple[str | int, ...]


def field_errors(value: Any, shape: Any, *, strict: bool) -> list[FieldError]:
    """Return all that is wrong with `value` as `shape`, field by field.

    Each says which check has failed: type, presence, length, range, pattern. With strict=False,
    text may stand for numbers. A shape whose pattern is of its own names the code and parameters
    for it in its Meta: extra={"code": Code.MALFORMED_SKU, "max": 64}.
    """
    return list(_errors(value, shape, (), strict=strict))


def _errors(value: Any, shape: Any, path: Path, *, strict: bool) -> Iterator[FieldError]:
    present, may_be_null = unwrap(shape)
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
    if get_origin(core) is dict and isinstance(value, dict):
        name_shape, item_shape = get_args(core)
        in_items = [
            error
            for name, item in value.items()
            for part, part_shape in ((name, name_shape), (item, item_shape))
            for error in _errors(part, part_shape, (*path, name), strict=strict)
        ]
        if in_items:
            yield from in_items
            return
    if not _fits(value, shape, strict=strict):
        yield FieldError(
            pointer(path), *_violation(value, inspect.type_info(present), strict=strict)
        )


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


def unwrap(shape: Any) -> tuple[Any, bool]:
    """Return the shape of the value when it is there, and whether null may stand for it."""
    bare = get_args(shape)[0] if get_origin(shape) is Annotated else shape
    if get_origin(bare) not in (Union, UnionType):
        return shape, False
    members = get_args(bare)
    inner = next(member for member in members if member not in (NoneType, UnsetType))
    present, may_be_null = unwrap(inner)
    return present, may_be_null or NoneType in members


def _violation(value: Any, kind: inspect.Type, *, strict: bool) -> tuple[Code, Mapping[str, Param]]:
    """Return which check of the kind the value fails: its type first, then its size, its form."""
    form: dict[str, Any] = {}
    while isinstance(kind, inspect.Metadata):
        form |= kind.extra or {}
        kind = kind.type
    if not _is_of_type(value, kind, strict=strict):
        return _type_code(kind)
    if isinstance(kind, inspect.StrType):
        return _text_violation(value, kind, form)
    if "code" in form:
        return form.pop("code"), form
    return _size_violation(kind) or _type_code(kind)


def _size_violation(kind: inspect.Type) -> tuple[Code, Mapping[str, Param]] | None:
    match kind:
        case inspect.IntType(ge=int(least), le=int(most)):
            return Code.OUT_OF_RANGE, {"min": least, "max": most}
        case inspect.ListType(max_length=int(most), min_length=least):
            return Code.SIZE_OUT_OF_RANGE, {"min": least or 0, "max": most}
        case inspect.DictType(max_length=int(most)):
            return Code.TOO_MANY, {"max": most}
    return None


def _text_violation(
    text: str, kind: inspect.StrType, form: dict[str, Any]
) -> tuple[Code, Mapping[str, Param]]:
    size = _text_size(text, kind.min_length or 0, kind.max_length)
    if "code" in form and (size is None or form.keys() & {"max", "max_length"}):
        # Its sentence says the length too.
        return form.pop("code"), form
    if size:
        return size
    is_line = kind.pattern == ONE_LINE
    return (line_flaw(text) if is_line else None) or Code.CONTROL_CHARACTERS, {}


def _text_size(text: str, least: int, most: int | None) -> tuple[Code, Mapping[str, Param]] | None:
    if least == 1 and not text:
        return Code.REQUIRED, {}
    if least <= len(text) and (most is None or len(text) <= most):
        return None
    if least > 1 and most is not None:
        return Code.LENGTH_OUT_OF_RANGE, {"min": least, "max": most}
    return Code.TOO_LONG, {"max": most or 0}


def _is_of_type(value: Any, kind: inspect.Type, *, strict: bool) -> bool:
    """Whether the value is of the kind's type, whatever its size and form."""
    match kind:
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.IntType():
            return _fits(value, int, strict=strict)
        case inspect.BoolType():
            return _fits(value, bool, strict=strict)
        case inspect.ListType():
            return isinstance(value, list)
        case inspect.DictType() | inspect.StructType():
            return isinstance(value, dict)
    return True


def _type_code(kind: inspect.Type) -> tuple[Code, Mapping[str, Param]]:
    if isinstance(kind, inspect.LiteralType):
        return Code.NOT_ONE_OF, {"values": ", ".join(map(str, kind.values))}
    return _BY_TYPE.get(type(kind), Code.NOT_OBJECT), {}


_BY_TYPE: Mapping[type[inspect.Type], Code] = {
    inspect.StrType: Code.NOT_TEXT,
    inspect.IntType: Code.NOT_INTEGER,
    inspect.BoolType: Code.NOT_BOOLEAN,
    inspect.DateTimeType: Code.NOT_TIMESTAMP,
    inspect.ListType: Code.NOT_LIST,
}
