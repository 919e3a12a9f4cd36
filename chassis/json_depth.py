"""How deep a JSON document is nested, told without parsing it.

A parser goes down one call for each level, and there is an end to calls. Whatever the garbage
collector happens to end while a parser is near it fails for want of a call, and says so in the log.
"""

import re

MAX_DEPTH = 32
"""Levels of nesting; no document of the shop's own has half as many."""

_PARTS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def is_too_deep(document: bytes) -> bool:
    """Return whether more than MAX_DEPTH arrays and objects are open somewhere; no JSON: maybe."""
    if document.count(b"[") + document.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for part in _PARTS.finditer(document):
        match part[0]:
            case b"[" | b"{":
                depth += 1
                if depth > MAX_DEPTH:
                    return True
            case b"]" | b"}":
                depth -= 1
    return False
