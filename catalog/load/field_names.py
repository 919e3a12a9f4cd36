"""The names that fields have in a file, by their paths in the messages of the service."""

import re
from collections.abc import Mapping, Sequence

_Patterns = Sequence[tuple[re.Pattern[str], str]]

_IN_JSONL: _Patterns = [
    (re.compile(r"texts"), "names"),
    (re.compile(r"texts\.(\w+)"), r"names.\1"),
    (re.compile(r"texts\.(\w+)\.(name|description)"), r"\2s.\1"),
    (re.compile(r"texts\.(\w+)\.attributes.*"), r"attributes.\1"),
    (re.compile(r"categories(.*)"), r"category\1"),
    (re.compile(r"price\.currency_code"), "price.currency"),
]
_IN_CSV: _Patterns = [
    (re.compile(r"texts"), "name_es"),
    (re.compile(r"texts\.(\w+)\.(name|description)"), r"\2_\1"),
    (re.compile(r"texts\.(\w+)\.attributes.*"), r"attribute_\1"),
    (re.compile(r"categories\.\d+\.names\.(\w+)"), r"category_names_\1"),
    (re.compile(r"categories.*"), "category"),
    (re.compile(r"price\.amount"), "price"),
    (re.compile(r"price\.currency_code"), "currency"),
]
_BY_FILE_TYPE: Mapping[str, _Patterns] = {".jsonl": _IN_JSONL, ".csv": _IN_CSV}


def name_in_file(path: str, file_type: str) -> str:
    """Return the name of a field in a file of this type (".csv" or ".jsonl")."""
    for pattern, name in _BY_FILE_TYPE[file_type]:
        if match := pattern.fullmatch(path):
            return match.expand(name)
    return path
