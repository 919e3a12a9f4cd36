"""Puts the BFF on a real socket, with neighbours faked by hand behind real gRPC servers."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp
import msgspec
from aiohttp import web
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from yarl import URL

from bff.app import Options, build_app
from bff.clients.clients import Clients
from bff.http.server import Runner
from chassis import request_context as current
from chassis.auth.access_tokens import TokenExpired, TokenRefused
from chassis.errors import DomainError
from chassis.request_context import Caller, Role
from chassis.rpc.grpc_server import Server, ServicerRegistration
from tests.ports import free_port
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc, product_pb2
from tienda.orders.v1 import (
    cart_service_pb2,
    cart_service_pb2_grpc,
    order_pb2,
    order_service_pb2,
    order_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)
from tienda.type.v1 import money_pb2
from tienda.users.v1 import (
    credential_service_pb2,
    credential_service_pb2_grpc,
    session_service_pb2,
    session_service_pb2_grpc,
    user_service_pb2,
    user_service_pb2_grpc,
)

CUSTOMER, ADMIN, EXPIRED = "customer-token", "admin-token", "expired-token"
TABLE_ID = "01900000-0000-7000-8000-000000000001"
ORDER_ID = "01900000-0000-7000-8000-0000000000aa"

_SERVICES = {
    "catalog": [(catalog_service_pb2, catalog_service_pb2_grpc)],
    "orders": [
        (order_service_pb2, order_service_pb2_grpc),
        (cart_service_pb2, cart_service_pb2_grpc),
        (stock_service_pb2, stock_service_pb2_grpc),
    ],
    "users": [
        (user_service_pb2, user_service_pb2_grpc),
        (session_service_pb2, session_service_pb2_grpc),
        (credential_service_pb2, credential_service_pb2_grpc),
    ],
}


@dataclass
class Asked:
    method: str
    request: Any
    caller: Caller
    request_id: str
    client_address: str


@dataclass
class Fake:
    """Returns every method of a service with what a test puts in `answers`: a message, an
    exception to raise, or a function of the request, plain or async."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __getattr__(self, method: str) -> Any:
        if not method[0].isupper():
            raise AttributeError(method)

        async def answer(request: Any, _: Any) -> Any:
            seen = Asked(
                method,
                request,
                current.caller.get(),
                current.request_id.get(),
                current.client_address.get(),
            )
            self.asked.append(seen)
            outcome = self.answers[method]
            if isinstance(outcome, Exception):
                raise outcome
            outcome = outcome(request) if callable(outcome) else outcome
            return await outcome if hasattr(outcome, "__await__") else outcome

        return answer

    def last(self, method: str) -> Asked:
        return next(one for one in reversed(self.asked) if one.method == method)

    def times(self, method: str) -> int:
        return sum(one.method == method for one in self.asked)


async def verify(token: str) -> Caller:
    if token == EXPIRED:
        raise TokenExpired("the token has run out")
    if token not in {CUSTOMER, ADMIN}:
        raise TokenRefused("the token is no good")
    return Caller(UUID(int=7), Role.ADMIN if token == ADMIN else Role.CUSTOMER)


@dataclass
class Reply:
    status: int
    headers: Any
    raw: bytes
    cookies: Any

    @property
    def body(self) -> Any:
        return msgspec.json.decode(self.raw)

    @property
    def reason(self) -> str:
        return str(self.body["type"]).rpartition("/")[2]

    @property
    def errors(self) -> Any:
        return self.body.get("errors", [])

    @property
    def pointers(self) -> list[str]:
        return sorted(error["pointer"] for error in self.errors)


@dataclass
class Shop:
    """The BFF under test, its neighbours, and a browser at it."""

    url: str
    catalog: Fake
    orders: Fake
    users: Fake
    browser: aiohttp.ClientSession
    contract: "Contract"

    async def ask(self, method: str, path: str, **options: Any) -> Reply:
        """Ask as a page of the shop does, and hold the answer against the contract."""
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        return await self.ask_plainly(method, path, headers=headers, **options)

    async def ask_plainly(self, method: str, path: str, **options: Any) -> Reply:
        """Ask as any program does, and hold the answer against the contract."""
        async with self.browser.request(
            method, self.url + path, allow_redirects=False, **options
        ) as answer:
            raw = await answer.read()
            reply = Reply(answer.status, answer.headers, raw, answer.cookies)
        self.contract.check(method, path, reply)
        return reply

    async def get(self, path: str, **options: Any) -> Reply:
        return await self.ask("GET", path, **options)

    def forget_cookies(self) -> None:
        self.browser.cookie_jar.clear()

    def carry(self, **cookies: str) -> None:
        self.browser.cookie_jar.update_cookies(cookies, URL(self.url))


class Contract:
    """/openapi.json, to hold answers against."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Any = Registry().with_resource("urn:contract", resource)

    def template(self, path: str) -> str | None:
        found = [
            template
            for template in self.document["paths"]
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path.partition("?")[0])
        ]
        return min(found, key=lambda one: one.count("{"), default=None)

    def check(self, method: str, path: str, reply: Reply) -> None:
        template = self.template(path)
        operation = self.document["paths"].get(template, {}).get(method.lower())
        if operation is None:
            return
        assert str(reply.status) in operation["responses"], (method, path, reply.status, reply.raw)
        response = operation["responses"][str(reply.status)]
        for name in response["headers"]:
            assert name in reply.headers or name == "Set-Cookie", (method, path, name)
        if "content" not in response:
            assert reply.raw == b""
            return
        (media_type,) = response["content"]
        assert reply.headers["Content-Type"].partition(";")[0] == media_type
        if media_type.endswith("json"):
            place = (template, method.lower(), "responses", str(reply.status), "content")
            where = "/".join(_escape(part) for part in (*place, media_type, "schema"))
            schema = {"$ref": f"urn:contract#/paths/{where}"}
            Draft202012Validator(schema, registry=self._registry).validate(reply.body)


def _escape(part: str | None) -> str:
    return (
        (part or "").replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    )


@asynccontextmanager
async def serving(*, down: Iterable[str] = (), **options: Any) -> AsyncIterator[Shop]:
    """Serve the BFF; of the neighbours those `down` have nobody at their address."""
    async with AsyncExitStack() as stack:
        fakes = {name: Fake() for name in _SERVICES}
        addresses = {
            name: f"127.0.0.1:{await _serve(stack, name, fake, is_down=name in down)}"
            for name, fake in fakes.items()
        }
        built = build_app(Clients.connect(**addresses), Options(**options))
        runner = Runner(built.app, built.admission, grace=2)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        browser = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        )
        async with browser.get(f"{url}/openapi.json") as answer:
            contract = Contract(await answer.json())
        yield Shop(url, **fakes, browser=browser, contract=contract)


async def _serve(stack: AsyncExitStack, name: str, fake: Fake, *, is_down: bool) -> int:
    if is_down:
        return free_port()
    served = [
        ServicerRegistration(
            descriptor, getattr(added, f"add_{descriptor.name}Servicer_to_server"), fake
        )
        for module, added in _SERVICES[name]
        for descriptor in module.DESCRIPTOR.services_by_name.values()
        if descriptor.name != "KeyService"
    ]
    server = Server(name, served, verify, grace=0.1)
    port = await server.start("127.0.0.1:0")
    await server.serve_when(_at_once)
    stack.push_async_callback(server.drain)
    return port


async def _at_once() -> None:
    pass


def eur(amount: int) -> money_pb2.Money:
    return money_pb2.Money(amount=amount, currency_code="EUR")


def table(**changes: Any) -> product_pb2.Product:
    """A product as the catalogue answers it."""
    given = {
        "id": TABLE_ID,
        "sku": "MESA-1",
        "slug": "mesa-roble",
        "language": "es",
        "text": product_pb2.ProductText(
            name="Mesa de roble",
            description="De roble macizo.",
            attributes=[product_pb2.Attribute(name="Material", value="Roble")],
        ),
        "categories": [
            product_pb2.CategoryRef(slug="muebles", name="Muebles"),
            product_pb2.CategoryRef(slug="mesas", name="Mesas"),
        ],
        "price": eur(14990),
        "images": [
            product_pb2.Image(
                sources=[
                    product_pb2.ImageSource(key="a-400.webp", width=400, height=300),
                    product_pb2.ImageSource(key="a-800.webp", width=800, height=600),
                ],
                alt="Mesa de roble",
            )
        ],
        "available": True,
        "version": 3,
    }
    return product_pb2.Product(**{**given, **changes})


def product(**changes: Any) -> catalog_service_pb2.GetProductResponse:
    return catalog_service_pb2.GetProductResponse(product=table(**changes))


def levels(**units: int) -> stock_service_pb2.BatchGetStockResponse:
    return stock_service_pb2.BatchGetStockResponse(
        levels=[stock_service_pb2.StockLevel(product_id=TABLE_ID, on_hand=units["table"])]
    )


def order(**changes: Any) -> order_pb2.Order:
    """An order as orders answers it."""
    given: dict[str, Any] = {
        "id": ORDER_ID,
        "number": 12345,
        "status": order_pb2.ORDER_STATUS_CONFIRMED,
        "lines": [
            order_pb2.OrderLine(
                product_id=TABLE_ID,
                name="Mesa de roble",
                quantity=2,
                unit_price=eur(14990),
                total=eur(29980),
            )
        ],
        "total": eur(29980),
        "contact": order_pb2.Contact(name="Ana", email="ana@example.com"),
        "shipping_address": order_pb2.Address(
            line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
        ),
        "notify_channels": [order_pb2.NOTIFY_CHANNEL_EMAIL],
        "language": "es",
        "history": [order_pb2.StatusChange(status=order_pb2.ORDER_STATUS_CONFIRMED)],
        "message": "Gracias por tu compra. Tu pedido #12345 será enviado.",
    }
    return order_pb2.Order(**{**given, **changes})


def cart(*lines: cart_service_pb2.CartLine) -> cart_service_pb2.Cart:
    total = sum(line.total.amount for line in lines)
    return cart_service_pb2.Cart(lines=lines, total=eur(total) if lines else None)


def cart_line(**changes: Any) -> cart_service_pb2.CartLine:
    given: dict[str, Any] = {
        "product_id": TABLE_ID,
        "slug": "mesa-roble",
        "name": "Mesa de roble",
        "quantity": 2,
        "unit_price": eur(14990),
        "total": eur(29980),
        "seen_price": eur(14990),
        "available_quantity": 5,
        "state": cart_service_pb2.CART_LINE_STATE_OK,
    }
    return cart_service_pb2.CartLine(**{**given, **changes})


def lay_out(shop: Shop) -> None:
    """Have the neighbours answer as in a shop with one table, one guest's cart and one order."""
    filled = cart(cart_line())
    shop.orders.answers = {
        "GetCart": cart_service_pb2.GetCartResponse(cart=filled),
        "SetCartItem": cart_service_pb2.SetCartItemResponse(cart=filled, cart_token="cart-1"),
        "RemoveCartItem": cart_service_pb2.RemoveCartItemResponse(cart=cart()),
        "PlaceOrder": order_service_pb2.PlaceOrderResponse(order=order(), guest_token="mine-1"),
        "GetOrder": order_service_pb2.GetOrderResponse(order=order()),
    }
    shop.catalog.answers = {
        "BatchGetProducts": catalog_service_pb2.BatchGetProductsResponse(products=[table()])
    }


def user(**changes: Any) -> user_service_pb2.User:
    given: dict[str, Any] = {
        "id": "01900000-0000-7000-8000-0000000000bb",
        "email": "ana@example.com",
        "name": "Ana",
        "language": "es",
        "role": user_service_pb2.ROLE_CUSTOMER,
        "notify_channels": [user_service_pb2.NOTIFY_CHANNEL_EMAIL],
    }
    return user_service_pb2.User(**{**given, **changes})


def tokens(access: str = CUSTOMER, refresh: str = "refresh-1") -> session_service_pb2.TokenPair:
    pair = session_service_pb2.TokenPair(access_token=access, refresh_token=refresh)
    pair.access_lifetime.FromSeconds(900)
    pair.refresh_lifetime.FromSeconds(30 * 24 * 3600)
    return pair


def session(**changes: Any) -> session_service_pb2.CreateSessionResponse:
    return session_service_pb2.CreateSessionResponse(user=user(**changes), tokens=tokens())


def refusal(error: type[DomainError] | None = None, **options: Any) -> DomainError:
    return (error or DomainError)("refused", **options)
