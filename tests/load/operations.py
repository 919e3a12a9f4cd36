"""What the shoppers ask: the measured operations of bench.speed, and some more, mixed."""

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import msgspec

from bench.speed.connection import Response
from bench.speed.operations import OPERATIONS, Assortment, CheckedRequest

ACCOUNT = {"email": "ana@example.com", "password": "tres tristes tigres", "name": "Ana"}
"""Who signs in; opened by the stage."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One request."""

    operation: str
    request: bytes
    is_right: Callable[[Response], bool]


def errands(shares: Mapping[str, float], assortment: Assortment, seed: int) -> Iterator[Errand]:
    """Draw for ever, each from an address of its own."""
    choose = random.Random(seed)
    asked = {name: _OPERATIONS[name](assortment, choose) for name in shares}
    names, weights = list(shares), list(shares.values())
    while True:
        (name,) = choose.choices(names, weights)
        request, is_right = next(asked[name])
        address = ".".join(str(choose.randrange(1, 255)) for _ in range(3))
        forwarded = f" HTTP/1.1\r\nX-Forwarded-For: 10.{address}\r\n".encode()
        yield Errand(name, request.replace(b" HTTP/1.1\r\n", forwarded, 1), is_right)


def pages(assortment: Assortment, choose: random.Random) -> Iterator[CheckedRequest]:
    """Product pages; that the stock is missing is told apart, not wrong."""
    while True:
        product_id, slug = choose.choice(assortment.products)

        def right(response: Response, product_id: str = product_id) -> bool:
            return response.status == 200 and product_id.encode() in response.body

        yield _request("GET", f"/products/{slug}"), right


def carts(assortment: Assortment, choose: random.Random) -> Iterator[CheckedRequest]:
    """Guests put something in a cart of their own."""
    while True:
        product_id, _ = choose.choice(assortment.products)
        body = {"quantity": choose.randint(1, 9)}

        def right(response: Response, product_id: str = product_id) -> bool:
            return response.status == 200 and product_id.encode() in response.body

        yield _request("PUT", f"/orders/cart/items/{product_id}", body), right


def suggestions(assortment: Assortment, choose: random.Random) -> Iterator[CheckedRequest]:
    """What is asked while somebody types; among few products there may be none for it."""
    return ((request, _ok) for request, _ in OPERATIONS["suggest"](assortment, choose))


def log_ins(_: Assortment, __: random.Random) -> Iterator[CheckedRequest]:
    """One customer signs in, from many places."""
    body = {key: ACCOUNT[key] for key in ("email", "password")}
    while True:
        yield _request("POST", "/users/session", body), _ok


def accounts(_: Assortment, __: random.Random) -> Iterator[CheckedRequest]:
    """Accounts are opened: what may not be tried twice."""
    run = uuid.uuid4().hex
    for number in count():
        body = {**ACCOUNT, "email": f"{run}-{number}@example.com"}
        yield _request("POST", "/users", body), _created


_OPERATIONS: dict[str, Callable[[Assortment, random.Random], Iterator[CheckedRequest]]] = {
    **OPERATIONS,
    "product": pages,
    "suggest": suggestions,
    "cart": carts,
    "log-in": log_ins,
    "account": accounts,
}


def _ok(response: Response) -> bool:
    return response.status == 200


def _created(response: Response) -> bool:
    return response.status == 201


def _request(method: str, path: str, body: object = None) -> bytes:
    written = b"" if body is None else msgspec.json.encode(body)
    head = f"{method} {path} HTTP/1.1\r\nHost: shop\r\n"
    if written:
        head += f"Content-Type: application/json\r\nContent-Length: {len(written)}\r\n"
    return head.encode() + b"\r\n" + written
