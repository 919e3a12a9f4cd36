r"""The attributes that a list is narrowed by, as one parameter of the address holds them.

`Color:Rojo,Color:Azul,Material:Roble`: a colon in each pair, a comma between pairs, and a backslash
before a colon, a comma or a backslash that is part of a name or a value (`Peso:2\,5 kg`).
"""

import re
from typing import Annotated, Final

from msgspec import Meta

_END: Final = r"(?![\s\S])"
_WORD: Final = r"([^\\,:\u0000-\u001f\u007f-\u009f]|\\[\\,:])+"
_MAX_ATTRIBUTES: Final = 12
_MAX_LENGTH: Final = 1500
"""Characters: the longest names and values that /products/facets tells fit in twelve times."""
_PAIR = re.compile(r"((?:[^\\,:]|\\.)+):((?:[^\\,:]|\\.)+)")
_ESCAPED = re.compile(r"\\(.)")

Attributes = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=_MAX_LENGTH,
        pattern=f"^{_WORD}:{_WORD}(,{_WORD}:{_WORD}){{0,{_MAX_ATTRIBUTES - 1}}}{_END}",
        description="Only what has these attributes, spelt as `/products/facets` spells them:"
        " pairs of name and value, up to twelve; of one name any value will do. A backslash goes"
        " before a colon, a comma or a backslash that is part of a name or a value.",
        examples=[r"Color:Rojo,Color:Azul,Peso:2\,5 kg"],
        extra={"fault": "attributes"},
    ),
]


def read(text: str) -> dict[str, list[str]]:
    """Return the values by name; the text is known to have the shape of Attributes."""
    chosen: dict[str, list[str]] = {}
    for name, value in _PAIR.findall(text):
        chosen.setdefault(_plain(name), []).append(_plain(value))
    return chosen


def _plain(word: str) -> str:
    return _ESCAPED.sub(r"\1", word)
