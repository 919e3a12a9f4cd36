"""What many requests ask of a neighbour at the same time, read by one call.

For what is the same for every caller: the calls carry no access token.
"""

import asyncio
from collections.abc import Mapping, Sequence

from bff.schemas import Language
from chassis.errors import DomainError, Kind
from chassis.rpc import grpc_client
from chassis.rpc.data_loader import DataLoader, DataLoaders
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc, product_pb2
from tienda.orders.v1 import stock_service_pb2, stock_service_pb2_grpc


class Loaders:
    """The loaders of a process."""

    def __init__(
        self,
        catalog: catalog_service_pb2_grpc.CatalogServiceStub,
        stock: stock_service_pb2_grpc.StockServiceStub,
    ) -> None:
        self._catalog = catalog
        self._stock = stock
        self.stock = DataLoader(self._read_stock, name="units in stock")
        """Units in stock by a product's id; none of a product that never had any."""
        self.pages = DataLoaders(self._look_up, name="products by id or slug")
        """By language: products by id or slug, as GetProduct returns them to a guest."""
        self.products = DataLoaders(self._read_products, name="products by id")
        """By language: products by id, as lists show them; archived ones too."""

    async def _read_products(
        self,
        language: Language,
        ids: Sequence[str],
        timeout: float,  # noqa: ASYNC109 (the deadline of the gRPC call)
    ) -> Mapping[str, product_pb2.Product]:
        message = catalog_service_pb2.BatchGetProductsRequest(ids=ids, language=language)
        reply = await grpc_client.call(
            self._catalog.BatchGetProducts, message, timeout=timeout, as_caller=False
        )
        return {product.id: product for product in reply.products}

    async def _look_up(
        self,
        language: Language,
        keys: Sequence[str],
        timeout: float,  # noqa: ASYNC109 (as above)
    ) -> Mapping[str, product_pb2.Product]:
        message = catalog_service_pb2.LookUpProductsRequest(ids_or_slugs=keys, language=language)
        try:
            reply = await grpc_client.call(
                self._catalog.LookUpProducts, message, timeout=timeout, as_caller=False
            )
        except DomainError as error:
            if error.kind is not Kind.UNSUPPORTED:
                raise
            return await self._get_each(language, keys, timeout)
        return reply.products

    async def _get_each(
        self,
        language: Language,
        keys: Sequence[str],
        timeout: float,  # noqa: ASYNC109 (as above)
    ) -> Mapping[str, product_pb2.Product]:
        """Ask a catalog of the release before, which still runs while the machines are renewed."""

        async def get(key: str) -> product_pb2.Product | None:
            message = catalog_service_pb2.GetProductRequest(id_or_slug=key, language=language)
            try:
                reply = await grpc_client.call(
                    self._catalog.GetProduct, message, timeout=timeout, as_caller=False
                )
            except DomainError as error:
                if error.kind is Kind.NOT_FOUND:
                    return None
                raise
            return reply.product

        products = await asyncio.gather(*map(get, keys))
        return {key: product for key, product in zip(keys, products, strict=True) if product}

    async def _read_stock(self, ids: Sequence[str], timeout: float) -> Mapping[str, int]:  # noqa: ASYNC109 (as above)
        message = stock_service_pb2.BatchGetStockRequest(product_ids=ids)
        reply = await grpc_client.call(
            self._stock.BatchGetStock, message, timeout=timeout, as_caller=False
        )
        return {level.product_id: level.on_hand for level in reply.levels}
