"""What is measured: how each operation is asked for, and what a right answer to it is."""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import msgspec

from bench.speed.connection import Response
from bench.speed.queries import beginnings, queries, spelt_anew, zipf

LINES = 2
"""Products in an order."""

Check = Callable[[Response], bool]
Asked = tuple[bytes, Check]
"""A request, whole, and whether an answer to it is right."""

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
class Shelves:
    """What the client knows of the catalogue."""

    count: int
    """Products in all."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of those that are looked at and bought."""
    seed: int


def searches(shelves: Shelves, choose: random.Random) -> Iterator[Asked]:
    """Searches, the common ones often; no two requests are alike to the byte."""
    page = msgspec.json.Decoder(_Page)

    def found(response: Response) -> bool:
        answer = page.decode(response.body)
        return response.status == _OK and bool(answer.items) and answer.total >= len(answer.items)

    def answered(response: Response) -> bool:
        return response.status == _OK and page.decode(response.body).total >= 0

    for number, query in enumerate(zipf(queries(shelves.count, shelves.seed), choose)):
        words = quote_plus(spelt_anew(query.words, number))
        check = found if query.finds else answered
        yield _get(f"/products?q={words}&lang={query.language}"), check


def suggestions(shelves: Shelves, choose: random.Random) -> Iterator[Asked]:
    """What is asked while somebody types."""
    decoder = msgspec.json.Decoder(_Suggestions)

    def right(response: Response) -> bool:
        return response.status == _OK and bool(decoder.decode(response.body).suggestions)

    typed = beginnings(shelves.count, shelves.seed)
    for number, query in enumerate(zipf(typed, choose)):
        words = quote_plus(spelt_anew(query.words, number))
        yield _get(f"/products/suggest?q={words}&lang={query.language}"), right


def pages(shelves: Shelves, choose: random.Random) -> Iterator[Asked]:
    """Product pages, each as likely as any other; nothing says which version is had already."""
    decoder = msgspec.json.Decoder(_Product)
    while True:
        product_id, slug = choose.choice(shelves.products)

        def right(response: Response, product_id: str = product_id) -> bool:
            answer = decoder.decode(response.body)
            known = answer.id == product_id and bool(answer.description)
            return response.status == _OK and known and answer.stock is not None

        yield _get(f"/products/{slug}"), right


def orders(shelves: Shelves, choose: random.Random) -> Iterator[Asked]:
    """Guests' purchases of two products."""
    decoder = msgspec.json.Decoder(_Order)

    def right(response: Response) -> bool:
        answer = decoder.decode(response.body)
        return response.status == _CREATED and answer.number > 0 and len(answer.items) == LINES

    while True:
        chosen = choose.sample(shelves.products, LINES)
        items = [{"product_id": product_id, "quantity": 1} for product_id, _ in chosen]
        yield _post("/orders", {"items": items, **_BUYER}), right


OPERATIONS: dict[str, Callable[[Shelves, random.Random], Iterator[Asked]]] = {
    "search": searches,
    "product": pages,
    "suggest": suggestions,
    "order": orders,
}


def _get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: shop\r\nAccept: */*\r\n\r\n".encode()


def _post(target: str, body: dict[str, Any]) -> bytes:
    written = msgspec.json.encode(body)
    # Random ids are made by the kernel: those of the seed would be the last run's orders.
    head = (
        f"POST {target} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: {len(written)}\r\n\r\n"
    )
    return head.encode() + written
