"""Reads fields out of parsed JSON and notes everything that is not as it must be."""

from collections.abc import Iterator
from typing import Any

from catalog.load.row import RowFault


class Fields:
    """The fields of one JSON object; what is not there reads as empty."""

    def __init__(self, value: Any, path: str, faults: list[RowFault]) -> None:
        self._path = path
        self._faults = faults
        self._values: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            faults.append(RowFault(path or "row", "must be an object"))

    def refuse_all_but(self, *known: str) -> None:
        """Note each field that has another name: a misspelt one would be lost unseen."""
        for name in self._values.keys() - set(known):
            self._faults.append(RowFault(self._at(name), "is not a field here"))

    def text(self, name: str) -> str:
        """Read a text."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._faults.append(RowFault(self._at(name), "must be a text"))
            return ""
        if not value.isascii() and not _is_unicode(value):
            self._faults.append(
                RowFault(self._at(name), "must have no half characters (\\ud800 to \\udfff)")
            )
            return ""
        return value

    def integer(self, name: str, lowest: int, highest: int) -> int | None:
        """Read a whole number."""
        value = self._values.get(name)
        if value is None:
            return None
        # True is an int to Python.
        if type(value) is not int or not lowest <= value <= highest:
            self._faults.append(
                RowFault(self._at(name), f"must be a whole number, {lowest} to {highest}")
            )
            return None
        return value

    def texts(self, name: str) -> dict[str, str]:
        """Read an object of texts: a name in each language."""
        inside = self.inside(name)
        return {key: inside.text(key) for key in inside.names()}

    def names(self) -> list[str]:
        """Return the names of the fields that are there, in the order of the file."""
        for name in self._values:
            if not _is_unicode(name):
                self._faults.append(RowFault(self._path, "must have no half characters"))
        return [name for name in self._values if _is_unicode(name)]

    def inside(self, name: str) -> "Fields":
        """Read an object."""
        value = self._values.get(name)
        return Fields({} if value is None else value, self._at(name), self._faults)

    def each(self, name: str) -> Iterator["Fields"]:
        """Read a list of objects."""
        value = self._values.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self._faults.append(RowFault(self._at(name), "must be a list"))
            return
        for number, item in enumerate(value):
            yield Fields(item, f"{self._at(name)}.{number}", self._faults)

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
