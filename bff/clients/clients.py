"""The services this one calls: a channel each, and how they are."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import grpc.aio
from google.protobuf.descriptor import FileDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc

from bff.clients.single_flight import Flights
from chassis import grpc_client
from chassis.errors import DomainError
from chassis.grpc_client import connect
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

READ = 2.0
"""Seconds a read may take."""
BUY = 5.0
"""Seconds for what changes a cart or an order."""
FETCH = 5.0
"""Seconds for a receipt, which lies elsewhere and may have to be made first."""
LOG_IN = 5.0
"""Seconds for what hashes a password, which is slow on purpose."""
UPLOAD = 60.0
"""Seconds for a picture to come in, be developed, and be put into the bucket."""
GARNISH = 0.5
"""Seconds for what an answer can do without."""

Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response")

State = Literal["serving", "not-serving", "unreachable"]


@dataclass(frozen=True)
class Neighbours:
    """The services' stubs; they connect when first used."""

    channels: Mapping[str, grpc.aio.Channel]
    catalog: catalog_service_pb2_grpc.CatalogServiceStub
    orders: order_service_pb2_grpc.OrderServiceStub
    carts: cart_service_pb2_grpc.CartServiceStub
    stock: stock_service_pb2_grpc.StockServiceStub
    users: user_service_pb2_grpc.UserServiceStub
    sessions: session_service_pb2_grpc.SessionServiceStub
    credentials: credential_service_pb2_grpc.CredentialServiceStub
    _flights: Flights = field(default_factory=Flights)

    @classmethod
    def connect(cls, *, catalog: str, orders: str, users: str, tls: bool = False) -> "Neighbours":
        """Make the channels; each address is "host:port"."""
        to_catalog = connect(catalog, _services(catalog_service_pb2), tls=tls)
        to_orders = connect(
            orders, _services(order_service_pb2, cart_service_pb2, stock_service_pb2), tls=tls
        )
        to_users = connect(
            users,
            _services(user_service_pb2, session_service_pb2, credential_service_pb2),
            tls=tls,
        )
        return cls(
            channels={"catalog": to_catalog, "orders": to_orders, "users": to_users},
            catalog=catalog_service_pb2_grpc.CatalogServiceStub(to_catalog),
            orders=order_service_pb2_grpc.OrderServiceStub(to_orders),
            carts=cart_service_pb2_grpc.CartServiceStub(to_orders),
            stock=stock_service_pb2_grpc.StockServiceStub(to_orders),
            users=user_service_pb2_grpc.UserServiceStub(to_users),
            sessions=session_service_pb2_grpc.SessionServiceStub(to_users),
            credentials=credential_service_pb2_grpc.CredentialServiceStub(to_users),
        )

    async def ask_together(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Response],
        request: Request,
        *,
        timeout: float,  # noqa: ASYNC109 (handed to the neighbour as its deadline)
    ) -> Response:
        """Ask for what is the same for everybody: who asks the same meanwhile shares the call.

        Not for who has just changed it, and may find a call that began before. Raise DomainError.
        """
        key = (method, request.SerializeToString(deterministic=True))
        return await self._flights.share(
            key, lambda: grpc_client.call(method, request, timeout=timeout, as_caller=False)
        )

    async def states(self) -> dict[str, State]:
        """Ask each how it is; none is waited for long."""
        answers = await asyncio.gather(*map(_state, self.channels.values()))
        return dict(zip(self.channels, answers, strict=True))

    async def close(self) -> None:
        """Close every channel."""
        await asyncio.gather(*(channel.close() for channel in self.channels.values()))


async def _state(channel: grpc.aio.Channel) -> State:
    # The published stubs lack the method's type.
    stub: Any = health_pb2_grpc.HealthStub(channel)
    try:
        answer = await grpc_client.call(
            stub.Check, health_pb2.HealthCheckRequest(), timeout=GARNISH
        )
    except DomainError:
        return "unreachable"
    serving = answer.status == health_pb2.HealthCheckResponse.SERVING
    return "serving" if serving else "not-serving"


def _services(*modules: Any) -> list[ServiceDescriptor]:
    files: Iterable[FileDescriptor] = (module.DESCRIPTOR for module in modules)
    return [service for file in files for service in file.services_by_name.values()]
