"""The requests: which endpoint gets which kind of hostility."""

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.fuzz.bodies import spoilt
from tests.fuzz.cursors import forged
from tests.fuzz.hostile import escaped, number, text
from tests.integration.shop import order_of

_HEADER_VALUES = ("", "x" * 9000, "\xff\xfe", "es;q=NaN", ";;;,,,", "en" * 500, '"', "*", "\t")
_HEADERS = ("Accept-Language", "Cookie", "If-None-Match", "X-Request-Id", "Origin", "Range")


@dataclass(frozen=True, slots=True)
class Known:
    """What is real in the shop, to begin from."""

    products: Sequence[str]
    """Ids."""
    cursors: Sequence[tuple[str, str]]
    """Each with the rest of the query that it belongs to."""
    token: str
    """An admin's."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request, whole."""

    kind: str
    raw: bytes


def inputs(known: Known, seed: int) -> Iterator[Hostile]:
    """Draw requests for ever; the seed gives the same ones in the same order."""
    choose = random.Random(seed)  # noqa: S311 (to be the same again)
    kinds, weights = zip(*_KINDS.items(), strict=True)
    while True:
        make = choose.choices(kinds, weights)[0]
        yield Hostile(make.__name__.strip("_"), make(known, choose))


def _query(_: Known, choose: random.Random) -> bytes:
    path = choose.choice(("/products", "/products/facets", "/products/suggest"))
    lang = choose.choice(("", "&lang=en", "&lang=es", "&exact=true", "&lang=xx"))
    return _get(f"{path}?q=".encode() + escaped(text(choose), choose) + lang.encode(), choose)


def _cursor(known: Known, choose: random.Random) -> bytes:
    query, real = choose.choice(known.cursors)
    cursor = quote(forged(real, choose).encode("utf-8", "replace"), safe="")
    if choose.random() < 0.1:
        query, _ = choose.choice(known.cursors)
    return _get(f"/products?{query}&cursor={cursor}".encode(), choose)


def _filters(_: Known, choose: random.Random) -> bytes:
    plain = ("min_price", "max_price", "limit", "in_stock", "sort", "category", "lang", "brand")
    names = (*plain, "attributes")
    pairs = []
    for name in choose.choices(names, k=choose.randint(1, 4)):
        value = choose.choice(_GOOD[name]) if name in _GOOD else number(choose)
        if choose.random() < 0.3:
            value = number(choose) if choose.random() < 0.6 else text(choose)
        pairs.append(name.encode() + b"=" + escaped(value, choose))
    if choose.random() < 0.1:
        pairs.append(escaped(text(choose), choose) + b"=1")
    path = choose.choice((b"/products?", b"/products?", b"/products/facets?"))
    return _get(path + b"&".join(pairs), choose)


_GOOD = {
    "limit": ("1", "100"),
    "in_stock": ("true", "false"),
    "sort": ("relevance", "price", "-price", "newest", "name"),
    "category": ("cocina", "vajilla", "no-such-thing", "a" * 200),
    "lang": ("es", "en"),
    "attributes": ("Material:Roble", "Color:Rojo,Color:Azul", r"a\:b:c\,d", "de:la", "a:b,", "a\\"),
}


def _path(known: Known, choose: random.Random) -> bytes:
    name = escaped(text(choose), choose)
    path = choose.choice(
        (b"/products/" + name, b"/orders/" + name, b"/orders/" + name + b"/receipt", b"/" + name)
    )
    token = choose.choice((known.token, ""))
    return _get(path, choose, token=token)


def _listing(known: Known, choose: random.Random) -> bytes:
    _, real = choose.choice(known.cursors)
    cursor = quote(forged(real, choose).encode("utf-8", "replace"), safe="")
    status = quote(text(choose)) if choose.random() < 0.5 else "confirmed"
    query = choose.choice(
        (f"cursor={cursor}", f"status={status}", f"limit={quote(number(choose))}")
    )
    return _get(f"/orders?scope=all&{query}".encode(), choose, token=known.token)


def _order(known: Known, choose: random.Random) -> bytes:
    good = order_of({"id": choose.choice(known.products)})
    key = choose.choice(("", "k" * 256, "\xff", "a b")) if choose.random() < 0.1 else _key(choose)
    return _send("POST", "/orders", spoilt(good, choose), choose, **{"Idempotency-Key": key})


def _cart(known: Known, choose: random.Random) -> bytes:
    name = choose.choice((choose.choice(known.products), quote(text(choose))))
    return _send("PUT", f"/orders/cart/items/{name}", spoilt({"quantity": 1}, choose), choose)


def _account(_: Known, choose: random.Random) -> bytes:
    who = {"email": "fuzz@example.com", "password": "tres tristes tigres", "name": "Ana"}
    path = choose.choice(("/users", "/users/session", "/users/me/addresses"))
    return _send("POST", path, spoilt(who, choose), choose)


def _draft(known: Known, choose: random.Random) -> bytes:
    words = {"name": "Mesa", "description": "Grande.", "attributes": {"Material": "Roble"}}
    good = {
        "sku": f"FUZZ-{choose.getrandbits(40)}",
        "texts": {"es": words, "en": words},
        "categories": [{"slug": "fuzz", "names": {"es": "Fuzz", "en": "Fuzz"}}],
        "price": {"amount": 100, "currency": "EUR"},
        "brand": "Fuzz",
    }
    token = f"Bearer {known.token}"
    body = spoilt(good, choose)
    if choose.random() < 0.5:
        return _send("POST", "/products", body, choose, Authorization=token)
    path = f"/products/{choose.choice(known.products)}"
    match = choose.choice(("*", '"1-es"', "", text(choose).encode("ascii", "ignore").decode()))
    headers = {"Authorization": token, "If-Match": _one_line(match)}
    return _send("PATCH", path, body, choose, **headers)


def _picture(known: Known, choose: random.Random) -> bytes:
    begin = choose.choice(
        (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP", b"GIF89a")
    )
    huge = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\xff\xff\0\0\xff\xff\0\0\x08\x06\0\0\0")
    file = choose.choice((begin + choose.randbytes(200), b"", huge + choose.randbytes(50)))
    mark = b"x"
    disposition = b'Content-Disposition: form-data; name="file"; filename="a.png"'
    body = b"--" + mark + b"\r\n" + disposition + b"\r\n\r\n" + file + b"\r\n--" + mark + b"--\r\n"
    return _send(
        "POST",
        f"/products/{choose.choice(known.products)}/images",
        body[: choose.choice((len(body), len(body) // 2))],
        choose,
        **{
            "Content-Type": choose.choice(
                ("multipart/form-data; boundary=x", "multipart/form-data")
            ),
            "Authorization": f"Bearer {known.token}",
        },
    )


_KINDS: dict[Callable[[Known, random.Random], bytes], int] = {
    _query: 35,
    _cursor: 15,
    _filters: 15,
    _order: 10,
    _draft: 9,
    _path: 5,
    _listing: 4,
    _cart: 3,
    _picture: 3,
    _account: 1,
}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def _key(choose: random.Random) -> str:
    return f"fuzz-{choose.getrandbits(64)}"


def _one_line(value: str) -> str:
    return "".join(letter for letter in value if letter.isprintable())


def _get(target: bytes, choose: random.Random, *, token: str = "") -> bytes:
    headers = {"Host": "shop"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if choose.random() < 0.1:
        headers[choose.choice(_HEADERS)] = choose.choice(_HEADER_VALUES)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return b"GET " + target + b" HTTP/1.1\r\n" + head.encode("latin-1") + b"\r\n"


def _send(method: str, path: str, body: bytes, choose: random.Random, **more: str) -> bytes:
    kind = "application/json"
    if choose.random() < 0.05:
        kind = choose.choice(("text/plain", "application/json; charset=latin-1", "", "\xff"))
    headers = {"Host": "shop", "Content-Type": kind, "Content-Length": str(len(body)), **more}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + body
