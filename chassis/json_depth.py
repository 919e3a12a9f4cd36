"""Bounds the nesting of a JSON document without parsing it.

A parser recurses once for each level. Near the recursion limit, finalizers that the garbage
collector runs meanwhile fail too, and log it: such documents must not reach the parser.
"""

import re

MAX_DEPTH = 32
"""Levels of nesting; the shop's own documents have less than half as many."""

_PARTS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def is_too_deep(document: bytes) -> bool:
    """Whether arrays and objects are nested deeper than MAX_DEPTH; for invalid JSON, either."""
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
