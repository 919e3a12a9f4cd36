r"""The query parameter that filters products by attributes.

It holds pairs of name and value, `Color:Rojo,Color:Azul,Material:Roble`. A backslash escapes a
colon, a comma or a backslash that is part of a name or a value (`Peso:2\,5 kg`).
"""

import re
from typing import Annotated, Final

from msgspec import Meta

from chassis.violations import Code

_END: Final = r"(?![\s\S])"
_WORD: Final = r"([^\\,:\u0000-\u001f\u007f-\u009f]|\\[\\,:])+"
_MAX_ATTRIBUTES: Final = 12
_MAX_LENGTH: Final = 1500
"""Characters; twelve of the longest pairs that /products/facets returns fit."""
_PAIR = re.compile(r"((?:[^\\,:]|\\.)+):((?:[^\\,:]|\\.)+)")
_ESCAPED = re.compile(r"\\(.)")

Attributes = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=_MAX_LENGTH,
        pattern=f"^{_WORD}:{_WORD}(,{_WORD}:{_WORD}){{0,{_MAX_ATTRIBUTES - 1}}}{_END}",
        description="Only products with these attributes, as `/products/facets` spells them: up to"
        " twelve pairs of name and value; of several values of one name, any matches. A backslash"
        " escapes a colon, a comma or a backslash in a name or a value.",
        examples=[r"Color:Rojo,Color:Azul,Peso:2\,5 kg"],
        extra={
            "code": Code.MALFORMED_ATTRIBUTES,
            "max_pairs": _MAX_ATTRIBUTES,
            "max_length": _MAX_LENGTH,
            "example": "Color:Rojo,Material:Roble",
        },
    ),
]


def parse_attributes(text: str) -> dict[str, list[str]]:
    """Return the values by name; `text` must match the pattern of Attributes."""
    by_name: dict[str, list[str]] = {}
    for name, value in _PAIR.findall(text):
        by_name.setdefault(_unescape(name), []).append(_unescape(value))
    return by_name


def _unescape(word: str) -> str:
    return _ESCAPED.sub(r"\1", word)
