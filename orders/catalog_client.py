"""Catalog as orders sees it: the name and price of each product now."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import grpc.aio

from chassis.money import from_proto
from chassis.rpc import grpc_client
from chassis.rpc.data_loader import DataLoaders
from orders.domain import Offer
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc, product_pb2

TIMEOUT = 2.0
"""Seconds to wait for catalog."""


class Catalog(Protocol):
    """Where names and prices come from."""

    async def list_offers(self, product_ids: Sequence[UUID], language: str) -> list[Offer]:
        """Return the offers of these products; unknown products are left out."""


class CatalogClient:
    """Catalog, called over gRPC; orders that are placed at the same time share calls."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = catalog_service_pb2_grpc.CatalogServiceStub(channel)
        self._offers = DataLoaders(self._read, name="offers")

    async def list_offers(self, product_ids: Sequence[UUID], language: str) -> list[Offer]:
        """Return the offers of these products; unknown products are left out.

        Raise Unavailable, and every other DomainError that catalog raises.
        """
        offers = await self._offers.of(language).load_many(product_ids, timeout=TIMEOUT)
        return list(offers.values())

    async def _read(
        self,
        language: str,
        product_ids: Sequence[UUID],
        timeout: float,  # noqa: ASYNC109 (the deadline of the gRPC call)
    ) -> dict[UUID, Offer]:
        request = catalog_service_pb2.BatchGetProductsRequest(
            ids=[str(product_id) for product_id in product_ids],
            language=language,
            view=catalog_service_pb2.PRODUCT_VIEW_BASIC,
        )
        # Without the caller's token: while users is down, a catalog that has just started could not
        # verify it.
        response = await grpc_client.call(
            self._stub.BatchGetProducts, request, timeout=timeout, as_caller=False
        )
        return {offer.product_id: offer for offer in map(_offer, response.products)}


def _offer(product: product_pb2.Product) -> Offer:
    return Offer(
        product_id=UUID(product.id),
        name=product.text.name,
        slug=product.slug,
        price=from_proto(product.price),
        archived=product.archived,
    )
