"""Whether the settings of a store are of the types that they must be, whatever a file said."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

_TYPES: dict[Any, str] = {
    str: "a text",
    str | None: "a text",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of texts",
}


def wrong_types(settings: Any, within: str = "") -> Iterator[str]:
    """Yield what is wrong with a dataclass's fields, and with those of dataclasses in it."""
    for entry in fields(settings):
        if not entry.init:
            continue
        value = getattr(settings, entry.name)
        if not _is_of(value, entry.type):
            yield f"{within}{entry.name}: {_TYPES.get(entry.type, 'a table')}, not {value!r}"
        elif is_dataclass(value):
            yield from wrong_types(value, f"{entry.name}.")


def _is_of(value: object, expected: Any) -> bool:
    if expected == str | None:
        return value is None or isinstance(value, str)
    if expected == tuple[str, ...]:
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    # To isinstance true is a number as well.
    return type(value) is expected
