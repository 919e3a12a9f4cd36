"""What a file calls the fields that the service names by their place in the proto."""

import re
from collections.abc import Mapping, Sequence

_Names = Sequence[tuple[re.Pattern[str], str]]

_IN_JSONL: _Names = [
    (re.compile(r"texts"), "names"),
    (re.compile(r"texts\.(\w+)"), r"names.\1"),
    (re.compile(r"texts\.(\w+)\.(name|description)"), r"\2s.\1"),
    (re.compile(r"texts\.(\w+)\.attributes.*"), r"attributes.\1"),
    (re.compile(r"categories(.*)"), r"category\1"),
    (re.compile(r"price\.currency_code"), "price.currency"),
]
_IN_CSV: _Names = [
    (re.compile(r"texts"), "name_es"),
    (re.compile(r"texts\.(\w+)\.(name|description)"), r"\2_\1"),
    (re.compile(r"texts\.(\w+)\.attributes.*"), r"attribute_\1"),
    (re.compile(r"categories\.\d+\.names\.(\w+)"), r"category_names_\1"),
    (re.compile(r"categories.*"), "category"),
    (re.compile(r"price\.amount"), "price"),
    (re.compile(r"price\.currency_code"), "currency"),
]
_NAMES: Mapping[str, _Names] = {".jsonl": _IN_JSONL, ".csv": _IN_CSV}


def field_in(kind: str, path: str) -> str:
    """Return the name in a file of this kind (".csv", ".jsonl")."""
    for pattern, name in _NAMES[kind]:
        if match := pattern.fullmatch(path):
            return match.expand(name)
    return path
