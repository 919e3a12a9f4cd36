"""Reads numbers of units as spreadsheets write them."""

import re

from catalog.load.row import MAX_STOCK
from chassis.text.normalization import normalize_line

_WHOLE = re.compile(r"\d{1,20}(?:[.,]0{1,20})?")
_GROUPED = re.compile(
    r"([1-9]\d{0,2}([., '\u00a0\u2019\u202f])\d{3}(?:\2\d{3}){0,5})([.,]0{1,20})?"
)
_IS_WHOLE = f"must be a whole number, 0 to {MAX_STOCK}"


def parse_stock(text: str) -> int | str:
    """Return the units that a text means, or why it means none or two numbers.

    "1,000" is a thousand to some and one to others; "3.0" is three to everybody.
    """
    number = normalize_line(text)
    if grouped := _GROUPED.fullmatch(number):
        digits = re.sub(r"\D", "", grouped[1])
        if grouped[2] in ".," and not grouped[3] and len(number) == len(digits) + 1:
            whole, _, part = number.partition(grouped[2])
            small = f"{whole}.{part}".removesuffix(".000")
            return f"can be read as {small} or {digits}: write the one that is meant"
        if grouped[3] and grouped[3][0] == grouped[2]:
            return _IS_WHOLE
    elif _WHOLE.fullmatch(number):
        digits = re.split("[.,]", number)[0]
    else:
        return _IS_WHOLE
    units = int(digits)
    return units if units <= MAX_STOCK else _IS_WHOLE
