"""The measured operations: their requests, and the checks of their responses."""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import msgspec

from bench.speed.connection import Response
from bench.speed.queries import beginnings, queries, spelt_anew, zipf

YARDSTICK_BYTES = 2048
"""The length of a yardstick's response, about that of a product's page."""
LINES = 2
"""Products in an order."""

Check = Callable[[Response], bool]
CheckedRequest = tuple[bytes, Check]
"""The bytes of a request, and the check of its response."""

_OK, _CREATED = 200, 201
_BUYER = {
    "contact": {"name": "Ana Núñez", "email": "ana@example.com", "phone": "+34612345678"},
    "shipping_address": {
        "line1": "Calle Mayor 1",
        "city": "Madrid",
        "postal_code": "28013",
        "country": "ES",
    },
    "notify": ["email"],
}


class _Page(msgspec.Struct):
    items: list[msgspec.Raw]
    total: int


class _Suggestions(msgspec.Struct):
    suggestions: list[msgspec.Raw]


class _Product(msgspec.Struct):
    id: str
    slug: str
    stock: int | None
    description: str


class _Order(msgspec.Struct):
    number: int
    items: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Assortment:
    """The synthetic products that requests are about."""

    count: int
    """The number of all products."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of the products that are viewed and bought."""
    seed: int


def searches(assortment: Assortment, rng: random.Random) -> Iterator[CheckedRequest]:
    """Draw searches by Zipf's law; capitals vary, so that no request repeats another."""
    page = msgspec.json.Decoder(_Page)

    def has_results(response: Response) -> bool:
        results = page.decode(response.body)
        return (
            response.status == _OK and bool(results.items) and results.total >= len(results.items)
        )

    def is_page(response: Response) -> bool:
        return response.status == _OK and page.decode(response.body).total >= 0

    for number, query in enumerate(zipf(queries(assortment.count, assortment.seed), rng)):
        words = quote_plus(spelt_anew(query.words, number))
        check = has_results if query.finds else is_page
        yield _get(f"/products?q={words}&lang={query.language}"), check


def suggestions(assortment: Assortment, rng: random.Random) -> Iterator[CheckedRequest]:
    """Draw requests for suggestions, as a shopper's typing sends them."""
    decoder = msgspec.json.Decoder(_Suggestions)

    def right(response: Response) -> bool:
        return response.status == _OK and bool(decoder.decode(response.body).suggestions)

    typed = beginnings(assortment.count, assortment.seed)
    for number, query in enumerate(zipf(typed, rng)):
        words = quote_plus(spelt_anew(query.words, number))
        yield _get(f"/products/suggest?q={words}&lang={query.language}"), right


def product_pages(assortment: Assortment, rng: random.Random) -> Iterator[CheckedRequest]:
    """Draw product pages uniformly; no request is conditional."""
    decoder = msgspec.json.Decoder(_Product)
    while True:
        product_id, slug = rng.choice(assortment.products)

        def right(response: Response, product_id: str = product_id) -> bool:
            product = decoder.decode(response.body)
            known = product.id == product_id and bool(product.description)
            return response.status == _OK and known and product.stock is not None

        yield _get(f"/products/{slug}"), right


def orders(assortment: Assortment, rng: random.Random) -> Iterator[CheckedRequest]:
    """Draw orders of two products by guests."""
    decoder = msgspec.json.Decoder(_Order)

    def right(response: Response) -> bool:
        order = decoder.decode(response.body)
        return response.status == _CREATED and order.number > 0 and len(order.items) == LINES

    while True:
        chosen = rng.sample(assortment.products, LINES)
        items = [{"product_id": product_id, "quantity": 1} for product_id, _ in chosen]
        yield _post("/orders", {"items": items, **_BUYER}), right


def _yardstick(path: str) -> "Draw":
    def requests(_: Assortment, __: random.Random) -> Iterator[CheckedRequest]:
        def right(response: Response) -> bool:
            return response.status == _OK and len(response.body) == YARDSTICK_BYTES

        while True:
            yield _get(path), right

    return requests


Draw = Callable[[Assortment, random.Random], Iterator[CheckedRequest]]
"""Draws the requests of an operation."""

OPERATIONS: dict[str, Draw] = {
    "search": searches,
    "product": product_pages,
    "suggest": suggestions,
    "order": orders,
}
YARDSTICKS: dict[str, Draw] = {
    "aiohttp alone": _yardstick("/plain"),
    "aiohttp + gRPC": _yardstick("/echo"),
}
"""Of bare servers (bench/speed/yardstick.py), not of the store."""


def _get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: shop\r\nAccept: */*\r\n\r\n".encode()


def _post(target: str, body: dict[str, Any]) -> bytes:
    content = msgspec.json.encode(body)
    # Not derived from the seed: with the same keys, a second run on the same state would place no
    # order.
    head = (
        f"POST {target} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
