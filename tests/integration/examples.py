"""Makes up values that fit: bodies from the contract's schemas, requests from protos."""

import re
from typing import Any
from uuid import uuid4

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

Json = dict[str, Any]

SOMEBODYS_ID = str(uuid4())

_TEXTS = ("mesa", "ES", "EUR", "ana@example.com", "+34600000000", SOMEBODYS_ID, "muebles", "28013")
_LONG_ENOUGH = "a wholly made-up text"


def example(schema: Json, document: Json) -> Any:
    """Return a value that the schema of an OpenAPI document takes; the smallest, by and large."""
    schema = _resolved(schema, document)
    for given in ("const", "enum"):
        if given in schema:
            return schema[given] if given == "const" else schema[given][0]
    match schema.get("type"):
        case "object":
            return _object(schema, document)
        case "array":
            return [example(schema["items"], document)] * schema.get("minItems", 0)
        case "string":
            return _text(schema)
    return {"integer": schema.get("minimum", 1), "boolean": True}[schema["type"]]


def _resolved(schema: Json, document: Json) -> Json:
    """Return the schema itself: of a reference what it is to, of several the first."""
    if "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _resolved(found, document)
    several = schema.get("anyOf") or schema.get("oneOf")
    return _resolved(several[0], document) if several else schema


def _object(schema: Json, document: Json) -> Json:
    properties = schema.get("properties", {})
    made = {name: example(properties[name], document) for name in schema.get("required", [])}
    if "postal_code" in properties:
        made["postal_code"] = "28013"  # which Spain needs, and no schema can say
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and not made:
        made["es"] = example(others, document)
    return made


def _text(schema: Json) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    for text in (*_TEXTS, _LONG_ENOUGH):
        if least <= len(text) <= most and re.search(schema.get("pattern", ""), text):
            return text
    raise AssertionError(f"no example for {schema}")


_STRINGS = {
    "page_token": "",
    "language": "es",
    "currency_code": "EUR",
    "country_code": "ES",
    "postal_code": "28013",
}
"""What fields of these names must look like."""

_ENUMS = {"UndoOrderStatusRequest.status": 2}
"""The values of enums of which the first will not do."""


def fill(request: Message) -> Message:
    """Give every field of a request something; ids are of nobody's things."""
    for field in request.DESCRIPTOR.fields:
        if field.containing_oneof is not None and field.containing_oneof.fields[0] != field:
            continue
        _fill(request, field)
    return request


def _fill(request: Message, field: FieldDescriptor) -> None:
    here = getattr(request, field.name)
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        if field.message_type.GetOptions().map_entry:
            return
        fill(here.add() if field.is_repeated else here)
        if not field.is_repeated:
            here.SetInParent()
        return
    values: dict[int, Any] = {
        FieldDescriptor.TYPE_STRING: _string(field.name),
        FieldDescriptor.TYPE_BYTES: b"x",
        FieldDescriptor.TYPE_BOOL: True,
        FieldDescriptor.TYPE_ENUM: _ENUMS.get(f"{field.containing_type.name}.{field.name}", 1),
    }
    value = values.get(field.type, 1)
    if field.is_repeated:
        here.append(value)
    else:
        setattr(request, field.name, value)


def _string(name: str) -> str:
    if name == "id" or name.endswith(("_id", "_ids")):
        return SOMEBODYS_ID
    return _STRINGS.get(name, "mesa")
