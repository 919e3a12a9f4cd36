"""Serve the BFF on a real socket, with fakes of the services behind real gRPC servers."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
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
from bff.clients.clients import PROTOS, Clients
from bff.http.server import Runner
from chassis import request_context
from chassis.auth.access_tokens import TokenExpired, TokenRefused
from chassis.errors import DomainError, Kind
from chassis.request_context import Caller, Role
from chassis.rpc.grpc_server import Server, ServicerRegistration
from tests.ports import free_port
from tienda.catalog.v1 import catalog_service_pb2

CUSTOMER, ADMIN, EXPIRED = "customer-token", "admin-token", "expired-token"


@dataclass
class ReceivedCall:
    method: str
    request: Any
    caller: Caller
    request_id: str
    client_address: str


@dataclass
class FakeService:
    """A service that returns to each method what a test puts in `replies`: a message, an exception
    to raise, or a function of the request, plain or async. LookUpProducts returns what GetProduct
    does, unless it has a reply of its own."""

    replies: dict[str, Any] = field(default_factory=dict)
    calls: list[ReceivedCall] = field(default_factory=list)

    def __getattr__(self, method: str) -> Any:
        if not method[0].isupper():
            raise AttributeError(method)

        async def reply(request: Any, _: Any) -> Any:
            call = ReceivedCall(
                method,
                request,
                request_context.caller.get(),
                request_context.request_id.get(),
                request_context.client_address.get(),
            )
            self.calls.append(call)
            if method == "LookUpProducts" and method not in self.replies:
                return await self._look_up(request)
            return await self._reply(method, request)

        return reply

    async def _reply(self, method: str, request: Any) -> Any:
        outcome = self.replies[method]
        if isinstance(outcome, Exception):
            raise outcome
        outcome = outcome(request) if callable(outcome) else outcome
        return await outcome if hasattr(outcome, "__await__") else outcome

    async def _look_up(self, request: Any) -> Any:
        """Return what GetProduct returns for each id or slug."""
        found = {}
        for key in request.ids_or_slugs:
            single = catalog_service_pb2.GetProductRequest(
                id_or_slug=key, language=request.language
            )
            try:
                found[key] = (await self._reply("GetProduct", single)).product
            except DomainError as error:
                if error.kind is not Kind.NOT_FOUND:
                    raise
        return catalog_service_pb2.LookUpProductsResponse(products=found)

    def last_call(self, method: str) -> ReceivedCall:
        return next(call for call in reversed(self.calls) if call.method == method)

    def count_calls(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)


async def verify(token: str) -> Caller:
    if token == EXPIRED:
        raise TokenExpired("the token has run out")
    if token not in {CUSTOMER, ADMIN}:
        raise TokenRefused("the token is no good")
    return Caller(UUID(int=7), Role.ADMIN if token == ADMIN else Role.CUSTOMER)


@dataclass
class Response:
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
    """The BFF under test, the fakes of its services, and a browser that calls it."""

    url: str
    catalog: FakeService
    orders: FakeService
    users: FakeService
    browser: aiohttp.ClientSession
    contract: "Contract"

    async def request(self, method: str, path: str, **options: Any) -> Response:
        """Send a request as the shop's pages do, and check the response against the contract."""
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        return await self.request_plainly(method, path, headers=headers, **options)

    async def request_plainly(self, method: str, path: str, **options: Any) -> Response:
        """Send a request as a program does, and check the response against the contract."""
        async with self.browser.request(
            method, self.url + path, allow_redirects=False, **options
        ) as received:
            raw = await received.read()
            response = Response(received.status, received.headers, raw, received.cookies)
        self.contract.check(method, path, response)
        return response

    async def get(self, path: str, **options: Any) -> Response:
        return await self.request("GET", path, **options)

    def clear_cookies(self) -> None:
        self.browser.cookie_jar.clear()

    def set_cookies(self, **cookies: str) -> None:
        self.browser.cookie_jar.update_cookies(cookies, URL(self.url))


class Contract:
    """/openapi.json, to check responses against."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Any = Registry().with_resource("urn:contract", resource)

    def template(self, path: str) -> str | None:
        matches = [
            template
            for template in self.document["paths"]
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path.partition("?")[0])
        ]
        return min(matches, key=lambda template: template.count("{"), default=None)

    def check(self, method: str, path: str, response: Response) -> None:
        template = self.template(path)
        operation = self.document["paths"].get(template, {}).get(method.lower())
        if operation is None:
            return
        details = (method, path, response.status, response.raw)
        assert str(response.status) in operation["responses"], details
        declared = operation["responses"][str(response.status)]
        for name in declared["headers"]:
            assert name in response.headers or name == "Set-Cookie", (method, path, name)
        if "content" not in declared:
            assert response.raw == b""
            return
        (media_type,) = declared["content"]
        assert response.headers["Content-Type"].partition(";")[0] == media_type
        if media_type.endswith("json"):
            names = (template, method.lower(), "responses", str(response.status), "content")
            pointer = "/".join(_escape(name) for name in (*names, media_type, "schema"))
            schema = {"$ref": f"urn:contract#/paths/{pointer}"}
            Draft202012Validator(schema, registry=self._registry).validate(response.body)


def _escape(part: str | None) -> str:
    return (
        (part or "").replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    )


@asynccontextmanager
async def serving(*, down: Iterable[str] = (), **options: Any) -> AsyncIterator[Shop]:
    """Serve the BFF; the services in `down` have no server at their address."""
    async with AsyncExitStack() as stack:
        fakes = {name: FakeService() for name in PROTOS}
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
        async with browser.get(f"{url}/openapi.json") as response:
            contract = Contract(await response.json())
        yield Shop(url, **fakes, browser=browser, contract=contract)


async def _serve(stack: AsyncExitStack, name: str, fake: FakeService, *, is_down: bool) -> int:
    if is_down:
        return free_port()
    served = [
        ServicerRegistration(
            descriptor,
            getattr(
                import_module(f"{module.__name__}_grpc"),
                f"add_{descriptor.name}Servicer_to_server",
            ),
            fake,
        )
        for module in PROTOS[name]
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
