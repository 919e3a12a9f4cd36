"""The catalogue as orders sees it: what a product is called and costs now."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import grpc.aio

from chassis.money import from_proto
from chassis.rpc import grpc_client
from orders.domain import (
    Offer,
)
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc

PATIENCE = 2.0
"""Seconds to wait for catalog."""


class CatalogOverGrpc:
    """Asks the catalog service."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = catalog_service_pb2_grpc.CatalogServiceStub(channel)

    async def offers(self, product_ids: Sequence[UUID], language: str) -> list[Offer]:
        """Return what is known of these products; unknown ones are left out.

        Raise Unavailable and whatever else catalog answers.
        """
        request = catalog_service_pb2.BatchGetProductsRequest(
            ids=[str(product_id) for product_id in product_ids],
            language=language,
            view=catalog_service_pb2.PRODUCT_VIEW_BASIC,
        )
        # As anybody: a catalog that has just started could not check a token while users is down.
        answer = await grpc_client.call(
            self._stub.BatchGetProducts, request, timeout=PATIENCE, as_caller=False
        )
        return [
            Offer(
                product_id=UUID(product.id),
                name=product.text.name,
                slug=product.slug,
                price=from_proto(product.price),
                archived=product.archived,
            )
            for product in answer.products
        ]


class Catalogue(Protocol):
    """Where names and prices come from."""

    async def offers(self, product_ids: Sequence[UUID], language: str) -> list[Offer]:
        """Return what is known of these products now; unknown ones are left out."""
