"""Brings the texts of a request into their normal form, as its schema has them.

Nearly every request fits its schema as it comes, and the services normalize what they are sent.
What does not fit is normalized and tried again, so that nobody is refused for accents that count
twice, for a line break at the end, or for a soft hyphen that a web page had in it.
"""

import unicodedata
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct, inspect

from bff.errors.problems import FieldError
from bff.errors.validation import field_errors, unwrap
from bff.schemas import MANY_LINES, SECRET
from chassis.text.normalization import normalize_line, normalize_text

S = TypeVar("S", bound=Struct)


def convert_normalized(value: Any, schema: type[S], *, strict: bool) -> S | list[FieldError]:
    """Return the value as `schema` with its texts normalized, or all that is wrong with it."""
    value = normalized(value, schema)
    try:
        return msgspec.convert(value, schema, strict=strict)
    except msgspec.ValidationError:
        return field_errors(value, schema, strict=strict)


def normalized(value: Any, shape: Any) -> Any:
    """Return the value of a JSON document with its texts normalized as `shape` takes them."""
    present, _ = unwrap(shape)
    core = get_args(present)[0] if get_origin(present) is not None else present
    if isinstance(value, str):
        return _normalized_text(value, inspect.type_info(present))
    if isinstance(value, list) and get_origin(core) is list:
        (item_shape,) = get_args(core)
        return [normalized(item, item_shape) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(core, type) and issubclass(core, Struct):
        shapes = {field.encode_name: field.type for field in msgspec.structs.fields(core)}
        return {
            name: normalized(item, shapes[name]) if name in shapes else item
            for name, item in value.items()
        }
    if get_origin(core) is dict:
        name_shape, item_shape = get_args(core)
        names = {name: normalized(name, name_shape) for name in value}
        if len(set(names.values())) < len(names):
            names = {name: name for name in value}  # none may get lost: the service tells of both
        return {names[name]: normalized(item, item_shape) for name, item in value.items()}
    return value


def _normalized_text(text: str, kind: inspect.Type) -> str:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    match kind:
        case inspect.StrType(pattern=pattern) if pattern == SECRET:
            return unicodedata.normalize("NFC", text)
        case inspect.StrType(pattern=pattern) if pattern == MANY_LINES:
            return normalize_text(text)
    return normalize_line(text)
