"""A client of orders that reads the bestsellers."""

from dataclasses import dataclass
from uuid import UUID

from chassis.ids import parse_id
from chassis.rpc import grpc_client
from tienda.orders.v1 import order_service_pb2, order_service_pb2_grpc

MAX_PRODUCTS = 1_000
"""Bestsellers to read. All other products count as unsold."""
TIMEOUT = 5.0
"""Seconds; no shopper waits for the response."""


@dataclass(frozen=True, slots=True)
class OrdersClient:
    """A gRPC client of orders."""

    stub: order_service_pb2_grpc.OrderServiceStub

    async def recent_sales(self) -> dict[UUID, int]:
        """Return the units sold recently, by product. Raise DomainError."""
        response = await grpc_client.call(
            self.stub.ListBestsellers,
            order_service_pb2.ListBestsellersRequest(page_size=MAX_PRODUCTS),
            timeout=TIMEOUT,
            as_caller=False,
        )
        return {
            product_id: bestseller.units
            for bestseller in response.bestsellers
            if (product_id := parse_id(bestseller.product_id)) is not None
        }
