"""Checks that the settings of a store have the types that their fields are declared with."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

_DESCRIPTIONS: dict[Any, str] = {
    str: "a text",
    str | None: "a text",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of texts",
}


def type_violations(settings: Any, path: str = "") -> Iterator[str]:
    """Yield a line for each field of the wrong type, also in dataclasses within `settings`.

    `path` is put before the names of the fields.
    """
    for setting in fields(settings):
        if not setting.init:
            continue
        value = getattr(settings, setting.name)
        if not _is_of(value, setting.type):
            expected = _DESCRIPTIONS.get(setting.type, "a table")
            yield f"{path}{setting.name}: {expected}, not {value!r}"
        elif is_dataclass(value):
            yield from type_violations(value, f"{setting.name}.")


def _is_of(value: object, expected: Any) -> bool:
    if expected == str | None:
        return value is None or isinstance(value, str)
    if expected == tuple[str, ...]:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    # isinstance would take True for an int.
    return type(value) is expected
