"""Bodies that are almost right: good ones with something hostile in one or two places."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.fuzz.hostile import NUMBERS, text

_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**63, -(2**63) - 1, 10**400, float("nan"), float("inf")),
    *("", [], {}, [[]], [None], {"": ""}, {"\0": 1}, "\ud800", "a\0b", "x" * 5000, [1] * 2000),
)


def corrupted(good: Any, rng: random.Random) -> bytes:
    """Return the good body as JSON with something changed, or no JSON at all."""
    match rng.randrange(10):
        case 0:
            whole = json.dumps(good).encode()
            return whole[: rng.randrange(len(whole))]
        case 1:
            whole = bytearray(json.dumps(good).encode())
            whole[rng.randrange(len(whole))] = rng.randrange(256)
            return bytes(whole)
        case 2:
            return rng.choice(_NOT_JSON)
    body = json.loads(json.dumps(good))
    for _ in range(rng.randint(1, 2)):
        _corrupt(body, rng)
    return json.dumps(body).encode()


_NOT_JSON = (
    *(b"", b"\0", b"null", b"[]", b"1e400", b'"', b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"{" * 5000),
    *(b"[" * 60_000, b"[" * 65_000, b'{"a":' * 9000, b"x" * 70_000, b'{"a": "\xed\xa0\x80"}'),
    *(b'{"items": [], "items": []}', b"{'items': 1}", b"{} {}", b"9" * 50_000),
)


def _corrupt(body: Any, rng: random.Random) -> None:
    places = list(_places(body))
    if not places:
        return
    holder, key = rng.choice(places)
    match rng.randrange(5):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[text(rng)[:50]] = _value(rng)
        case 2:
            holder[key] = text(rng)
        case 3:
            number = rng.choice(NUMBERS)
            holder[key] = int(number) if number.strip("-").isdecimal() else number
        case _:
            holder[key] = _value(rng)


def _value(rng: random.Random) -> Any:
    return copy.deepcopy(rng.choice(_VALUES))


def _places(body: Any) -> Iterator[tuple[Any, Any]]:
    inside = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in inside:
        yield body, key
        if isinstance(value, dict | list):
            yield from _places(value)
