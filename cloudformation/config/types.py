"""Whether a store's knobs are of the kinds that they must be, whatever a file has said."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

_KINDS: dict[Any, str] = {
    str: "a text",
    str | None: "a text",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of texts",
}


def wrong_kinds(named: Any, within: str = "") -> Iterator[str]:
    """Yield what is wrong with a dataclass's fields, and with those of dataclasses in it."""
    for one in fields(named):
        if not one.init:
            continue
        value = getattr(named, one.name)
        if not _is_of(value, one.type):
            yield f"{within}{one.name}: {_KINDS.get(one.type, 'a table')}, not {value!r}"
        elif is_dataclass(value):
            yield from wrong_kinds(value, f"{one.name}.")


def _is_of(value: object, kind: Any) -> bool:
    if kind == str | None:
        return value is None or isinstance(value, str)
    if kind == tuple[str, ...]:
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    # To isinstance true is a number as well.
    return type(value) is kind
