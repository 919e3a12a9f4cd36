"""Names everything that is wrong with a value that is not of its shape.

msgspec stops at the first fault, which is right for speed; once it has stopped, the value is gone
through again here, field by field.
"""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import Struct, UnsetType, inspect

from bff.errors.json_pointer import pointer

Path = tuple[str | int, ...]

_BY_NAME = {
    "attributes": "must be up to 12 pairs like Color:Rojo,Material:Roble, 1500 characters at most",
    "country": "must be two capital letters (ISO 3166-1)",
    "currency": "must be an ISO 4217 code such as EUR",
    "id": "must be a UUID",
    "sku": "must be 1 to 64 letters, digits, dots, hyphens or underscores",
    "slug": "must be lower-case letters, digits and single hyphens",
}
"""What shapes mean whose pattern says more than a length: `fault` in the shape's Meta."""


class Found(NamedTuple):
    """One fault: where, what, and whether it is only a field too many."""

    pointer: str
    phrase: str
    unknown: bool = False


def faults_in(value: Any, shape: Any, *, strict: bool) -> list[Found]:
    """Return every fault of `value` as `shape`; with strict=False, text may stand for numbers."""
    return list(_faults(value, shape, (), strict=strict))


def _faults(value: Any, shape: Any, path: Path, *, strict: bool) -> Iterator[Found]:
    some, may_be_null = _unwrap(shape)
    if value is None and may_be_null:
        return
    core = get_args(some)[0] if get_origin(some) is Annotated else some
    if isinstance(core, type) and issubclass(core, Struct) and isinstance(value, dict):
        yield from _in_struct(value, core, path, strict=strict)
        return
    if get_origin(core) is list and isinstance(value, list):
        (item,) = get_args(core)
        inner = [
            fault
            for index, one in enumerate(value)
            for fault in _faults(one, item, (*path, index), strict=strict)
        ]
        if inner:
            yield from inner
            return
    if not _fits(value, shape, strict=strict):
        yield Found(pointer(path), _phrase(inspect.type_info(some)))


def _in_struct(
    value: dict[str, Any], shape: type[Struct], path: Path, *, strict: bool
) -> Iterator[Found]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for name in value.keys() - fields.keys():
        yield Found(pointer((*path, name)), "is not known here", unknown=True)
    for name, field in fields.items():
        if name in value:
            yield from _faults(value[name], field.type, (*path, name), strict=strict)
        elif field.required:
            yield Found(pointer((*path, name)), "is required")


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
    inner = next(one for one in members if one not in (NoneType, UnsetType))
    some, may_be_null = _unwrap(inner)
    return some, may_be_null or NoneType in members


def _phrase(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(type=inner, extra=extra):
            return _BY_NAME.get((extra or {}).get("fault", "")) or _phrase(inner)
        case inspect.IntType(ge=int(least), le=int(most)):
            return f"must be {least} to {most}"
        case inspect.StrType(max_length=int(most), min_length=least):
            return (
                f"must have {least} to {most} characters"
                if least
                else (f"must have at most {most} characters")
            )
        case inspect.ListType(max_length=int(most), min_length=least):
            return f"must be a list of {least or 0} to {most}"
        case inspect.LiteralType(values=values):
            return f"must be one of {', '.join(map(str, values))}"
    return _PLAIN.get(type(kind), "must be an object")


_PLAIN: dict[type[inspect.Type], str] = {
    inspect.StrType: "must be text",
    inspect.IntType: "must be a whole number",
    inspect.BoolType: "must be true or false",
    inspect.DateTimeType: "must be a moment like 2026-05-31T00:00:00Z",
    inspect.ListType: "must be a list",
}
