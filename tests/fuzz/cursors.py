"""Cursors that the shop never issued: made up, cut, or with a changed bit."""

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


def forged(real: str, rng: random.Random) -> str:
    """Return a cursor, made up or made from a real one."""
    match rng.randrange(6):
        case 0:
            return text(rng)
        case 1:
            raw = rng.randbytes(rng.choice((1, 3, 16, 100, 500)))
            return base64.urlsafe_b64encode(raw).decode()
        case 2:
            return base64.urlsafe_b64encode(rng.choice(NUMBERS).encode()).decode()
        case 3:
            return real[: rng.randrange(len(real))]
        case 4:
            raw = bytearray(base64.urlsafe_b64decode(real + "=="))
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
            return base64.urlsafe_b64encode(raw).decode()
    return _with_changed_fields(real, rng)


def _with_changed_fields(token: str, rng: random.Random) -> str:
    raw = base64.urlsafe_b64decode(token + "==")
    try:
        fields = json.loads(raw)
    except ValueError:
        return token + rng.choice(("=", "A", "%00"))
    if not isinstance(fields, dict):
        return token
    names = sorted(fields)
    if rng.random() < 0.8 and "of" in fields:
        # It stays a cursor of this search, and so passes the first check.
        names.remove("of")
    for name in rng.sample(names, rng.randint(1, min(2, len(names)))):
        fields[name] = rng.choice(KEYS)
    if rng.random() < 0.2:
        fields = {**fields, "more": [fields] * 3}
    content = json.dumps(fields).encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        content = b"[" * 1000 + content
    return base64.urlsafe_b64encode(content).decode()
