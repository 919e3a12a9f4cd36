"""Finds names that stand twice in one object of a JSON body.

A parser keeps the last one and says nothing. Where names are the sender's own, as those of
attributes are, that loses what was sent.
"""

import functools
import json
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from bff.errors.json_pointer import pointer

Path = tuple[str | int, ...]


class _Object(list[tuple[str, Any]]):
    """A JSON object with all its names and values, in their order."""


def repeated_names(body: bytes) -> list[str]:
    """Return JSON pointers to the names that stand twice; `body` is valid JSON."""
    document = json.loads(body, object_pairs_hook=_Object)
    return list(dict.fromkeys(pointer(path) for path in _repeated(document, ())))


@functools.cache
def has_map(schema: type[msgspec.Struct]) -> bool:
    """Return whether some object of a body has names that are the sender's own."""
    return any(isinstance(kind, inspect.DictType) for kind in _kinds(inspect.type_info(schema)))


def _repeated(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, _Object):
        seen = set()
        for name, inner in value:
            if name in seen:
                yield (*path, name)
            seen.add(name)
            yield from _repeated(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _repeated(inner, (*path, index))


def _kinds(kind: inspect.Type) -> Iterator[inspect.Type]:
    """Yield the kind and those within it."""
    yield kind
    match kind:
        case inspect.Metadata(type=inner):
            yield from _kinds(inner)
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from _kinds(field.type)
        case inspect.UnionType(types=types):
            for inner in types:
                yield from _kinds(inner)
        case inspect.ListType(item_type=inner):
            yield from _kinds(inner)
