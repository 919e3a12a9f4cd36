"""Reads a service's settings from the environment and names every fault at once."""

import dataclasses
import os
import sys
import types
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class ConfigError(Exception):
    """Variables are missing or invalid; `faults` has a line for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def setting(
    default: Any = dataclasses.MISSING,
    *,
    help: str,  # noqa: A002 (the word that argparse made standard)
    check: Callable[[Any], bool] | None = None,
    secret: bool = False,
) -> Any:
    """Describe one setting of a frozen dataclass.

    The variable has the field's name in capitals. `check` says whether a value is valid; `help`
    says what is expected, and is shown when the value is missing or invalid. The value of a
    `secret` is never shown.
    """
    metadata = {"help": help, "check": check, "secret": secret}
    return dataclasses.field(default=default, metadata=metadata)


def load(shape: type[T], environ: Mapping[str, str] = os.environ) -> T:
    """Return the settings `shape`, a dataclass, from `environ`. Raise ConfigError.

    An empty variable counts as not set. Fields may be str, int, float, bool or Path, with or
    without None.
    """
    assert dataclasses.is_dataclass(shape)
    hints = typing.get_type_hints(shape)
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field in dataclasses.fields(shape):
        name = field.name.upper()
        text = environ.get(name, "")
        expected = field.metadata.get("help", "")
        if not text:
            if field.default is dataclasses.MISSING:
                faults.append(f"{name} is not set: {expected}")
            continue
        try:
            value = _parse(hints[field.name], text)
        except ValueError:
            value = None
        check = field.metadata.get("check")
        if value is None or (check is not None and not check(value)):
            shown = "" if field.metadata.get("secret") else f" ({text!r})"
            faults.append(f"{name} is wrong{shown}: {expected}")
        else:
            values[field.name] = value
    if faults:
        raise ConfigError(faults)
    return shape(**values)


def load_or_exit(shape: type[T], environ: Mapping[str, str] = os.environ) -> T:
    """Return the settings as `load` does, or print its faults on stderr and exit with 78."""
    try:
        return load(shape, environ)
    except ConfigError as error:
        for fault in error.faults:
            print(f"configuration: {fault}", file=sys.stderr)  # noqa: T201 (no logs yet)
        sys.exit(os.EX_CONFIG)


def _parse(hint: Any, text: str) -> Any:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if hint is bool:
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise ValueError(text)
    parsers: dict[Any, Callable[[str], Any]] = {str: str, int: int, float: float, Path: Path}
    return parsers[hint](text)
