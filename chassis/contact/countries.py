"""Countries that addresses can go to, and their postal codes.

postal_codes.json is the one table; the front is built with it. `python -m tests.postal_codes`
makes it from the address data of Google's libaddressinput.
"""

import functools
import json
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import Final

ALIASES: Final = {"UK": "GB", "EL": "GR", "AC": "SH", "TA": "SH"}
"""Codes that are used for countries though ISO 3166-1 has others."""

_SIGNS = re.compile("[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class PostalCodes:
    """The postal codes of a country."""

    pattern: str = ""
    """A regular expression of capitals and digits alone; empty: the country has no codes."""
    example: str = ""
    required: bool = False
    """Whether a parcel needs one."""
    name: str = "postal"
    """What the country calls them: "postal" code, "zip", "pin", "eircode"."""

    def match(self, text: str) -> bool:
        """Whether it is one of them, however it is grouped and whatever its case."""
        return not self.pattern or _compiled(self.pattern).fullmatch(_compact(text)) is not None


@functools.cache
def countries() -> dict[str, PostalCodes]:
    """Return the postal codes of each country that addresses can go to, by its ISO 3166-1 code."""
    text = resources.files(__package__).joinpath("postal_codes.json").read_text(encoding="utf-8")
    return {code: PostalCodes(**entry) for code, entry in json.loads(text).items()}


@functools.lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _compact(text: str) -> str:
    """Return the letters and digits, in capitals: " 1250-096" is "1250096"."""
    plain = unicodedata.normalize("NFKC", text).upper()
    digits = (str(unicodedata.decimal(letter, letter)) for letter in plain)
    return _SIGNS.sub("", "".join(digits))
