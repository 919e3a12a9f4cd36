"""A server of the chassis with stand-ins behind it, for the tests of what every service shares."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from chassis.auth.access_tokens import TokenRefused
from chassis.request_context import Caller
from chassis.rpc.grpc_client import connect
from chassis.rpc.grpc_server import Server, ServicerRegistration
from tienda.catalog.v1 import catalog_service_pb2 as catalog_pb
from tienda.catalog.v1 import catalog_service_pb2_grpc as catalog_grpc
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import session_service_pb2_grpc as session_grpc

CATALOG = catalog_pb.DESCRIPTOR.services_by_name["CatalogService"]
SESSIONS = session_pb.DESCRIPTOR.services_by_name["SessionService"]
KEYS = session_pb.DESCRIPTOR.services_by_name["KeyService"]

Step = Callable[[Any], Awaitable[None]]
"""What a stand-in does with the call's context before it answers."""


async def nothing(context: Any) -> None:
    """Return at once."""


class Bench:
    """One step behind three kinds of method: repeatable, not repeatable, streaming."""

    def __init__(self, **limits: Any) -> None:
        self.step: Step = nothing
        self.calls = 0
        self.server = Server(
            "bench",
            [
                ServicerRegistration(
                    KEYS, session_grpc.add_KeyServiceServicer_to_server, _Keys(self)
                ),
                ServicerRegistration(
                    SESSIONS, session_grpc.add_SessionServiceServicer_to_server, _Sessions(self)
                ),
                ServicerRegistration(
                    CATALOG, catalog_grpc.add_CatalogServiceServicer_to_server, _Catalog(self)
                ),
            ],
            _verify,
            **{"grace": 5.0, **limits},
        )

    async def work(self, context: Any) -> None:
        self.calls += 1
        await self.step(context)

    def dial(self, port: int) -> None:
        self.port = port
        self.channel = connect(f"127.0.0.1:{port}", [KEYS, SESSIONS, CATALOG])
        self.list_keys = session_grpc.KeyServiceStub(self.channel).ListSigningKeys
        self.log_in = session_grpc.SessionServiceStub(self.channel).CreateSession
        catalog = catalog_grpc.CatalogServiceStub(self.channel)
        self.load, self.upload = catalog.ImportProducts, catalog.UploadProductImage


class _Keys(session_grpc.KeyServiceServicer):
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def ListSigningKeys(self, request: Any, context: Any) -> Any:
        await self._bench.work(context)
        return session_pb.ListSigningKeysResponse()


class _Sessions(session_grpc.SessionServiceServicer):
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def CreateSession(self, request: Any, context: Any) -> Any:
        await self._bench.work(context)
        return session_pb.CreateSessionResponse()


class _Catalog(catalog_grpc.CatalogServiceServicer):
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def ImportProducts(self, requests: Any, context: Any) -> Any:
        async for _ in requests:
            await self._bench.work(context)
            yield catalog_pb.ImportProductsResponse()

    async def UploadProductImage(self, requests: Any, context: Any) -> Any:
        async for _ in requests:
            await self._bench.work(context)
        return catalog_pb.UploadProductImageResponse()


async def _verify(token: str) -> Caller:
    raise TokenRefused("no token is good here")


@asynccontextmanager
async def serving(port: int = 0, **limits: Any) -> AsyncIterator[Bench]:
    bench = Bench(**limits)
    bench.dial(await bench.server.start(f"127.0.0.1:{port}"))
    yield bench
    await bench.channel.close()
    await bench.server.drain()
