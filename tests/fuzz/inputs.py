"""Hostile requests to each endpoint."""

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.fuzz.bodies import corrupted
from tests.fuzz.cursors import forged
from tests.fuzz.hostile import escaped, number, text
from tests.fuzz.words import Vocabulary
from tests.fuzz.words import query as query_of_words
from tests.integration.shop import order_of

_HEADER_VALUES = ("", "x" * 9000, "\xff\xfe", "es;q=NaN", ";;;,,,", "en" * 500, '"', "*", "\t")
_HEADERS = ("Accept-Language", "Cookie", "If-None-Match", "X-Request-Id", "Origin", "Range")


@dataclass(frozen=True, slots=True)
class ShopData:
    """Real data of the shop, which the requests are made from."""

    products: Sequence[str]
    """Ids."""
    cursors: Sequence[tuple[str, str]]
    """Each with the rest of its query."""
    token: str
    """An admin's."""
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class HostileRequest:
    """One request, as it is sent."""

    kind: str
    raw: bytes


def inputs(shop: ShopData, seed: int) -> Iterator[HostileRequest]:
    """Yield requests without end; one seed gives the same ones in the same order."""
    rng = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    kinds, weights = zip(*_KINDS.items(), strict=True)
    while True:
        make = rng.choices(kinds, weights)[0]
        yield HostileRequest(make.__name__.strip("_"), make(shop, rng))


def _query(_: ShopData, rng: random.Random) -> bytes:
    return _search(text(rng), rng)


def _words(shop: ShopData, rng: random.Random) -> bytes:
    return _search(query_of_words(shop.vocabulary, rng), rng)


def _search(words: str, rng: random.Random) -> bytes:
    path = rng.choice(("/products", "/products", "/products/facets", "/products/suggest"))
    lang = rng.choice(("", "&lang=en", "&lang=es", "&exact=true", "&lang=xx"))
    return _get(f"{path}?q=".encode() + escaped(words, rng) + lang.encode(), rng)


def _cursor(shop: ShopData, rng: random.Random) -> bytes:
    query, real = rng.choice(shop.cursors)
    cursor = quote(forged(real, rng).encode("utf-8", "replace"), safe="")
    if rng.random() < 0.1:
        query, _ = rng.choice(shop.cursors)
    return _get(f"/products?{query}&cursor={cursor}".encode(), rng)


def _filters(_: ShopData, rng: random.Random) -> bytes:
    plain = ("min_price", "max_price", "limit", "in_stock", "sort", "category", "lang", "brand")
    names = (*plain, "attributes")
    pairs = []
    for name in rng.choices(names, k=rng.randint(1, 4)):
        value = rng.choice(_GOOD[name]) if name in _GOOD else number(rng)
        if rng.random() < 0.3:
            value = number(rng) if rng.random() < 0.6 else text(rng)
        pairs.append(name.encode() + b"=" + escaped(value, rng))
    if rng.random() < 0.1:
        pairs.append(escaped(text(rng), rng) + b"=1")
    path = rng.choice((b"/products?", b"/products?", b"/products/facets?"))
    return _get(path + b"&".join(pairs), rng)


_GOOD = {
    "limit": ("1", "100"),
    "in_stock": ("true", "false"),
    "sort": ("relevance", "price", "-price", "newest", "name"),
    "category": ("cocina", "vajilla", "no-such-thing", "a" * 200),
    "lang": ("es", "en"),
    "attributes": ("Material:Roble", "Color:Rojo,Color:Azul", r"a\:b:c\,d", "de:la", "a:b,", "a\\"),
}


def _path(shop: ShopData, rng: random.Random) -> bytes:
    name = escaped(text(rng), rng)
    path = rng.choice(
        (b"/products/" + name, b"/orders/" + name, b"/orders/" + name + b"/receipt", b"/" + name)
    )
    token = rng.choice((shop.token, ""))
    return _get(path, rng, token=token)


def _listing(shop: ShopData, rng: random.Random) -> bytes:
    _, real = rng.choice(shop.cursors)
    cursor = quote(forged(real, rng).encode("utf-8", "replace"), safe="")
    status = quote(text(rng)) if rng.random() < 0.5 else "confirmed"
    query = rng.choice((f"cursor={cursor}", f"status={status}", f"limit={quote(number(rng))}"))
    return _get(f"/orders?scope=all&{query}".encode(), rng, token=shop.token)


def _order(shop: ShopData, rng: random.Random) -> bytes:
    good = order_of({"id": rng.choice(shop.products)})
    key = rng.choice(("", "k" * 256, "\xff", "a b")) if rng.random() < 0.1 else _key(rng)
    return _send("POST", "/orders", corrupted(good, rng), rng, **{"Idempotency-Key": key})


def _cart(shop: ShopData, rng: random.Random) -> bytes:
    name = rng.choice((rng.choice(shop.products), quote(text(rng))))
    return _send("PUT", f"/orders/cart/items/{name}", corrupted({"quantity": 1}, rng), rng)


def _account(_: ShopData, rng: random.Random) -> bytes:
    who = {"email": "fuzz@example.com", "password": "tres tristes tigres", "name": "Ana"}
    path = rng.choice(("/users", "/users/session", "/users/me/addresses"))
    return _send("POST", path, corrupted(who, rng), rng)


def _draft(shop: ShopData, rng: random.Random) -> bytes:
    words = {"name": "Mesa", "description": "Grande.", "attributes": {"Material": "Roble"}}
    good = {
        "sku": f"FUZZ-{rng.getrandbits(40)}",
        "texts": {"es": words, "en": words},
        "categories": [{"slug": "fuzz", "names": {"es": "Fuzz", "en": "Fuzz"}}],
        "price": {"amount": 100, "currency": "EUR"},
        "brand": "Fuzz",
    }
    token = f"Bearer {shop.token}"
    body = corrupted(good, rng)
    if rng.random() < 0.5:
        return _send("POST", "/products", body, rng, Authorization=token)
    path = f"/products/{rng.choice(shop.products)}"
    match = rng.choice(("*", '"1-es"', "", text(rng).encode("ascii", "ignore").decode()))
    headers = {"Authorization": token, "If-Match": _one_line(match)}
    return _send("PATCH", path, body, rng, **headers)


def _picture(shop: ShopData, rng: random.Random) -> bytes:
    begin = rng.choice((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP", b"GIF89a"))
    huge = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\xff\xff\0\0\xff\xff\0\0\x08\x06\0\0\0")
    file = rng.choice((begin + rng.randbytes(200), b"", huge + rng.randbytes(50)))
    mark = b"x"
    disposition = b'Content-Disposition: form-data; name="file"; filename="a.png"'
    body = b"--" + mark + b"\r\n" + disposition + b"\r\n\r\n" + file + b"\r\n--" + mark + b"--\r\n"
    return _send(
        "POST",
        f"/products/{rng.choice(shop.products)}/images",
        body[: rng.choice((len(body), len(body) // 2))],
        rng,
        **{
            "Content-Type": rng.choice(("multipart/form-data; boundary=x", "multipart/form-data")),
            "Authorization": f"Bearer {shop.token}",
        },
    )


_KINDS: dict[Callable[[ShopData, random.Random], bytes], int] = {
    _query: 20,
    _words: 25,
    _cursor: 15,
    _filters: 10,
    _order: 10,
    _draft: 4,
    _path: 5,
    _listing: 4,
    _cart: 3,
    _picture: 3,
    _account: 1,
}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def _key(rng: random.Random) -> str:
    return f"fuzz-{rng.getrandbits(64)}"


def _one_line(value: str) -> str:
    return "".join(letter for letter in value if letter.isprintable())


def _get(target: bytes, rng: random.Random, *, token: str = "") -> bytes:
    headers = {"Host": "shop"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if rng.random() < 0.1:
        headers[rng.choice(_HEADERS)] = rng.choice(_HEADER_VALUES)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return b"GET " + target + b" HTTP/1.1\r\n" + head.encode("latin-1") + b"\r\n"


def _send(method: str, path: str, body: bytes, rng: random.Random, **more: str) -> bytes:
    kind = "application/json"
    if rng.random() < 0.05:
        kind = rng.choice(("text/plain", "application/json; charset=latin-1", "", "\xff"))
    headers = {"Host": "shop", "Content-Type": kind, "Content-Length": str(len(body)), **more}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + body
