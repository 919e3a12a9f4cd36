"""The requests that simulated shoppers send: those of bench.speed, and some more, mixed."""

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import msgspec

from bench.speed.connection import Response
from bench.speed.operations import OPERATIONS, Assortment, CheckedRequest

ACCOUNT = {"email": "ana@example.com", "password": "tres tristes tigres", "name": "Ana"}
"""The account that shoppers log in to; the harness opens it."""


@dataclass(frozen=True, slots=True)
class ShopperRequest:
    """One request, and how to check its response."""

    operation: str
    raw: bytes
    is_right: Callable[[Response], bool]


def draw_requests(
    shares: Mapping[str, float], assortment: Assortment, seed: int
) -> Iterator[ShopperRequest]:
    """Yield requests without end, each from an address of its own."""
    choose = random.Random(seed)
    of_operation = {name: _OPERATIONS[name](assortment, choose) for name in shares}
    names, weights = list(shares), list(shares.values())
    while True:
        (name,) = choose.choices(names, weights)
        raw, is_right = next(of_operation[name])
        address = ".".join(str(choose.randrange(1, 255)) for _ in range(3))
        forwarded = f" HTTP/1.1\r\nX-Forwarded-For: 10.{address}\r\n".encode()
        yield ShopperRequest(name, raw.replace(b" HTTP/1.1\r\n", forwarded, 1), is_right)


def product_pages(assortment: Assortment, choose: random.Random) -> Iterator[CheckedRequest]:
    """Yield requests for product pages. A page without a stock figure is right."""
    while True:
        product_id, slug = choose.choice(assortment.products)

        def is_right(response: Response, product_id: str = product_id) -> bool:
            return response.status == 200 and product_id.encode() in response.body

        yield _request("GET", f"/products/{slug}"), is_right


def carts(assortment: Assortment, choose: random.Random) -> Iterator[CheckedRequest]:
    """Yield requests of guests who put a product in a cart of their own."""
    while True:
        product_id, _ = choose.choice(assortment.products)
        body = {"quantity": choose.randint(1, 9)}

        def is_right(response: Response, product_id: str = product_id) -> bool:
            return response.status == 200 and product_id.encode() in response.body

        yield _request("PUT", f"/orders/cart/items/{product_id}", body), is_right


def suggestions(assortment: Assortment, choose: random.Random) -> Iterator[CheckedRequest]:
    """Yield requests for suggestions. A small catalogue may have none."""
    return ((request, _is_ok) for request, _ in OPERATIONS["suggest"](assortment, choose))


def log_ins(_: Assortment, __: random.Random) -> Iterator[CheckedRequest]:
    """Yield log-ins of one customer, from many addresses."""
    body = {key: ACCOUNT[key] for key in ("email", "password")}
    while True:
        yield _request("POST", "/users/session", body), _is_ok


def accounts(_: Assortment, __: random.Random) -> Iterator[CheckedRequest]:
    """Yield requests that open an account, which nobody may retry."""
    run = uuid.uuid4().hex
    for number in count():
        body = {**ACCOUNT, "email": f"{run}-{number}@example.com"}
        yield _request("POST", "/users", body), _is_created


_OPERATIONS: dict[str, Callable[[Assortment, random.Random], Iterator[CheckedRequest]]] = {
    **OPERATIONS,
    "product": product_pages,
    "suggest": suggestions,
    "cart": carts,
    "log-in": log_ins,
    "account": accounts,
}


def _is_ok(response: Response) -> bool:
    return response.status == 200


def _is_created(response: Response) -> bool:
    return response.status == 201


def _request(method: str, path: str, body: object = None) -> bytes:
    content = b"" if body is None else msgspec.json.encode(body)
    head = f"{method} {path} HTTP/1.1\r\nHost: shop\r\n"
    if content:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return head.encode() + b"\r\n" + content
