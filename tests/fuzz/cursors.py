"""Cursors that the shop never gave: made up, cut, or with a bit turned over."""

import base64
import json
import random
from collections.abc import Sequence
from typing import Any

from tests.fuzz.hostile import NUMBERS, text

KEYS: Sequence[Any] = (
    *(None, True, -1, 0, 2**63 - 1, 2**63, 10**400, 1.5, -0.0, float("nan"), float("inf")),
    *("", "a", "\0", "\ud800", "9" * 3000, [], {}, [[1]], {"a": 1}),
)


def forged(real: str, choose: random.Random) -> str:
    """Return a cursor, made up or made from a real one."""
    match choose.randrange(6):
        case 0:
            return text(choose)
        case 1:
            raw = choose.randbytes(choose.choice((1, 3, 16, 100, 500)))
            return base64.urlsafe_b64encode(raw).decode()
        case 2:
            return base64.urlsafe_b64encode(choose.choice(NUMBERS).encode()).decode()
        case 3:
            return real[: choose.randrange(len(real))]
        case 4:
            raw = bytearray(base64.urlsafe_b64decode(real + "=="))
            raw[choose.randrange(len(raw))] ^= 1 << choose.randrange(8)
            return base64.urlsafe_b64encode(raw).decode()
    return _refilled(real, choose)


def _refilled(token: str, choose: random.Random) -> str:
    raw = base64.urlsafe_b64decode(token + "==")
    try:
        fields = json.loads(raw)
    except ValueError:
        return token + choose.choice(("=", "A", "%00"))
    if not isinstance(fields, dict):
        return token
    names = sorted(fields)
    if choose.random() < 0.8 and "of" in fields:
        # Past the first gate: it stays a cursor of this search.
        names.remove("of")
    for name in choose.sample(names, choose.randint(1, min(2, len(names)))):
        fields[name] = choose.choice(KEYS)
    if choose.random() < 0.2:
        fields = {**fields, "more": [fields] * 3}
    written = json.dumps(fields).encode("utf-8", "surrogatepass")
    if choose.random() < 0.05:
        written = b"[" * 1000 + written
    return base64.urlsafe_b64encode(written).decode()
