"""The gRPC clients of the services, one channel per service, and the timeouts of their calls."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal, TypeVar

import grpc.aio
from google.protobuf.descriptor import FileDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc

from bff.clients.loaders import Loaders
from bff.clients.single_flight import SingleFlight
from chassis.errors import DomainError
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import connect
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc
from tienda.orders.v1 import (
    cart_service_pb2,
    cart_service_pb2_grpc,
    order_service_pb2,
    order_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)
from tienda.users.v1 import (
    credential_service_pb2,
    credential_service_pb2_grpc,
    session_service_pb2,
    session_service_pb2_grpc,
    user_service_pb2,
    user_service_pb2_grpc,
)

DEFAULT_TIMEOUT = 2.0
"""Seconds for a call, except those with a timeout of their own below."""
WRITE_TIMEOUT = 5.0
"""Seconds for a call that changes a cart, an order, stock or the catalogue."""
RECEIPT_TIMEOUT = 5.0
"""Seconds to get a receipt, which orders may have to create first."""
PASSWORD_HASH_TIMEOUT = 5.0
"""Seconds for a call that hashes a password, which is slow on purpose."""
UPLOAD_TIMEOUT = 60.0
"""Seconds to receive a picture, process it and store it in the media bucket."""
OPTIONAL_TIMEOUT = 0.5
"""Seconds for a call whose result the response can do without."""

NO_CURRENCY = "XXX"
"""Means in ISO 4217 that there is no currency."""
_CURRENCY_SECONDS = 60.0
"""How long the shop's currency is kept before catalog is asked again."""

RequestMessage = TypeVar("RequestMessage", bound=Message)
ResponseMessage = TypeVar("ResponseMessage")

ServiceHealth = Literal["serving", "not-serving", "unreachable"]


PROTOS: Mapping[str, tuple[ModuleType, ...]] = {
    "catalog": (catalog_service_pb2,),
    "orders": (order_service_pb2, cart_service_pb2, stock_service_pb2),
    "users": (user_service_pb2, session_service_pb2, credential_service_pb2),
}
"""The protos of each service whose methods the bff calls. A new one is added here and gets its stub
in Clients."""


@dataclass(slots=True)
class _KnownCurrency:
    code: str = NO_CURRENCY
    until: float = 0.0


@dataclass(frozen=True)
class Clients:
    """The stubs of every gRPC service; a channel connects when it is first used."""

    channels: Mapping[str, grpc.aio.Channel]
    catalog: catalog_service_pb2_grpc.CatalogServiceStub
    orders: order_service_pb2_grpc.OrderServiceStub
    carts: cart_service_pb2_grpc.CartServiceStub
    stock: stock_service_pb2_grpc.StockServiceStub
    users: user_service_pb2_grpc.UserServiceStub
    sessions: session_service_pb2_grpc.SessionServiceStub
    credentials: credential_service_pb2_grpc.CredentialServiceStub
    loaders: Loaders
    _single_flight: SingleFlight = field(default_factory=SingleFlight)
    _currency: _KnownCurrency = field(default_factory=_KnownCurrency)

    @classmethod
    def connect(cls, *, catalog: str, orders: str, users: str, tls: bool = False) -> "Clients":
        """Open a channel to each service; every address is "host:port"."""
        addresses = {"catalog": catalog, "orders": orders, "users": users}
        channels = {
            service: connect(address, _services_in(*PROTOS[service]), tls=tls)
            for service, address in addresses.items()
        }
        catalog_stub = catalog_service_pb2_grpc.CatalogServiceStub(channels["catalog"])
        stock_stub = stock_service_pb2_grpc.StockServiceStub(channels["orders"])
        return cls(
            channels=channels,
            catalog=catalog_stub,
            orders=order_service_pb2_grpc.OrderServiceStub(channels["orders"]),
            carts=cart_service_pb2_grpc.CartServiceStub(channels["orders"]),
            stock=stock_stub,
            users=user_service_pb2_grpc.UserServiceStub(channels["users"]),
            sessions=session_service_pb2_grpc.SessionServiceStub(channels["users"]),
            credentials=credential_service_pb2_grpc.CredentialServiceStub(channels["users"]),
            loaders=Loaders(catalog_stub, stock_stub),
        )

    async def call_shared(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[RequestMessage, ResponseMessage],
        message: RequestMessage,
        *,
        timeout: float,  # noqa: ASYNC109 (the deadline of the gRPC call)
    ) -> ResponseMessage:
        """Call a method whose response is the same for every caller; identical calls share one.

        The call carries no access token. Do not read back a change with it: it may join a call
        that started before the change. Raise the DomainError that the service raised.
        """
        key = (method, message.SerializeToString(deterministic=True))
        return await self._single_flight.share(
            key, lambda: grpc_client.call(method, message, timeout=timeout, as_caller=False)
        )

    async def shop_currency(self) -> str:
        """Return the shop's currency, the one last known if catalog does not respond in time.

        Return NO_CURRENCY if none is known yet.
        """
        if time.monotonic() >= self._currency.until:
            message = catalog_service_pb2.GetShopRequest()
            try:
                reply = await self.call_shared(
                    self.catalog.GetShop, message, timeout=OPTIONAL_TIMEOUT
                )
            except DomainError:
                return self._currency.code
            self._currency.code = reply.shop.currency_code
            self._currency.until = time.monotonic() + _CURRENCY_SECONDS
        return self._currency.code

    async def check_health(self) -> dict[str, ServiceHealth]:
        """Return the health of each service by its name; wait OPTIONAL_TIMEOUT at most."""
        states = await asyncio.gather(*map(_check_health, self.channels.values()))
        return dict(zip(self.channels, states, strict=True))

    async def close(self) -> None:
        """Close every channel."""
        await asyncio.gather(*(channel.close() for channel in self.channels.values()))


async def _check_health(channel: grpc.aio.Channel) -> ServiceHealth:
    # The published stubs lack the method's type.
    stub: Any = health_pb2_grpc.HealthStub(channel)
    try:
        reply = await grpc_client.call(
            stub.Check, health_pb2.HealthCheckRequest(), timeout=OPTIONAL_TIMEOUT
        )
    except DomainError:
        return "unreachable"
    is_serving = reply.status == health_pb2.HealthCheckResponse.SERVING
    return "serving" if is_serving else "not-serving"


def _services_in(*modules: ModuleType) -> list[ServiceDescriptor]:
    files: Iterable[FileDescriptor] = (module.DESCRIPTOR for module in modules)
    return [service for file in files for service in file.services_by_name.values()]
