"""What a text may not hold, and the reading of a request's texts by it."""

import re
from typing import Final

from chassis.errors import Validation
from chassis.text.normalization import normalize_line, normalize_text
from chassis.violations import Code

LINE_BREAKS: Final = r"\u0009-\u000d\u2028\u2029"
"""Tabs and line breaks, as a class of a regular expression holds them, here and in ECMAScript."""
UNSHOWABLE: Final = r"\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff"
"""Characters that no text may have, likewise: controls (C0, DEL, C1: what is left of Windows-1252
read as Latin-1), those that turn what follows around, and noncharacters."""

_SURROGATES = "\ud800-\udfff"
_NONCHARACTERS = "".join(
    chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)
)
"""Those past U+FFFF, which a class of ECMAScript cannot hold."""
_LINE_BREAK = re.compile(f"[{LINE_BREAKS}]")
_UNSHOWABLE = re.compile(f"[{UNSHOWABLE}{_SURROGATES}{_NONCHARACTERS}]")
_IN_LINE = re.compile(f"[{LINE_BREAKS}{UNSHOWABLE}{_SURROGATES}{_NONCHARACTERS}]")


def line_flaw(line: str) -> Code | None:
    """Return what one line of text, already normalized, may not have in it; None: nothing."""
    # Nearly every line is printable, which tells it without a search.
    if line.isprintable() or not _IN_LINE.search(line):
        return None
    return Code.NOT_ONE_LINE if _LINE_BREAK.search(line) else Code.CONTROL_CHARACTERS


def text_flaw(text: str) -> Code | None:
    """Return what a text of several lines, already normalized, may not have in it."""
    if text.replace("\n", "").isprintable() or not _UNSHOWABLE.search(text):
        return None
    return Code.CONTROL_CHARACTERS


def showable_line(text: str) -> str:
    """Return what can be shown of a text that no person typed, such as a browser's name."""
    return normalize_line(_IN_LINE.sub(" ", text))


def read_line(
    validation: Validation, field: str, text: str, *, max_length: int, min_length: int = 1
) -> str:
    """Return one line of text in its normal form, and note what is wrong with it.

    Lengths are in characters of that form; with `min_length` 0 the line may be empty.
    """
    line = normalize_line(text)
    validation.check_length(line, field, min_length=min_length, max_length=max_length)
    if flaw := line_flaw(line):
        validation.add(field, flaw)
    return line


def read_text(validation: Validation, field: str, text: str, *, max_length: int) -> str:
    """Return a text of several lines, which may be empty; as `read_line`."""
    normal = normalize_text(text)
    validation.check_length(normal, field, max_length=max_length)
    if flaw := text_flaw(normal):
        validation.add(field, flaw)
    return normal
