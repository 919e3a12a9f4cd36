"""Reads fields of parsed JSON, and collects their faults."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from catalog.load.printable import printable
from catalog.load.row import RowFault

_MAX_EXACT = 2**53
"""The largest whole number up to which a float is exact."""


class RepeatedKeys(dict[str, Any]):
    """An object of JSON some of whose names stand there more than once; it has the last values."""

    repeated: Sequence[str] = ()


def parse_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object with these names and values, as the `object_pairs_hook` of `json`."""
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    repeated = RepeatedKeys(values)
    counted = Counter(name for name, _ in pairs)
    repeated.repeated = [name for name, times in counted.items() if times > 1]
    return repeated


class JsonObject:
    """The fields of a JSON object. A field that is missing reads as empty."""

    def __init__(self, value: Any, path: str, faults: list[RowFault]) -> None:
        self._path = path
        self._faults = faults
        self._values: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            faults.append(RowFault(path or "row", "must be an object"))
        if isinstance(value, RepeatedKeys):
            faults.extend(
                RowFault(self._field_path(name), "must stand there once") for name in value.repeated
            )

    def reject_unknown(self, *known: str) -> None:
        """Add a fault for each field with another name: a misspelt one must not be ignored."""
        for name in self._values.keys() - set(known):
            self._faults.append(RowFault(self._field_path(name), "is not a field here"))

    def add_fault(self, name: str, description: str) -> None:
        """Note that a field is wrong."""
        self._faults.append(RowFault(self._field_path(name), description))

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._faults.append(RowFault(self._field_path(name), "must be a text"))
            return ""
        if not value.isascii() and not _is_unicode(value):
            self._faults.append(
                RowFault(
                    self._field_path(name), "must have no half characters (\\ud800 to \\udfff)"
                )
            )
            return ""
        return value

    def integer(self, name: str, minimum: int, maximum: int, description: str = "") -> int | None:
        """Return a whole number, also where it is written as 5.0; `description` says what it is."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer() and abs(value) <= _MAX_EXACT:
            value = int(value)
        # True is an int to Python.
        if type(value) is not int or not minimum <= value <= maximum:
            description = description or f"a whole number, {minimum} to {maximum}"
            self._faults.append(RowFault(self._field_path(name), f"must be {description}"))
            return None
        return value

    def texts(self, name: str) -> dict[str, str]:
        """Return an object of texts, such as a name in each language."""
        texts = self.object(name)
        return {key: texts.text(key) for key in texts.names()}

    def names(self) -> list[str]:
        """Return the names of the fields, in the order of the file."""
        for name in self._values:
            if not _is_unicode(name):
                self._faults.append(RowFault(self._path, "must have no half characters"))
        return [name for name in self._values if _is_unicode(name)]

    def object(self, name: str) -> "JsonObject":
        """Return an object."""
        value = self._values.get(name)
        return JsonObject({} if value is None else value, self._field_path(name), self._faults)

    def objects(self, name: str) -> Iterator["JsonObject"]:
        """Yield the objects of a list."""
        value = self._values.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self._faults.append(RowFault(self._field_path(name), "must be a list"))
            return
        for number, item in enumerate(value):
            yield JsonObject(item, f"{self._field_path(name)}.{number}", self._faults)

    def _field_path(self, name: str) -> str:
        shown = printable(name)
        return f"{self._path}.{shown}" if self._path else shown


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
