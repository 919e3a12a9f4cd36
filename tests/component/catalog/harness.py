"""The catalog service on a socket, and the calls that its tests make again and again."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from catalog.__main__ import PLANNER, SEARCH_PLANNER, build
from catalog.domain import ImageSource
from catalog.images.commands import ImageStorage
from catalog.images.rendition import Rendition
from catalog.search.suggest.popular_queries import PopularQueries
from chassis.clock import Clock, system_clock
from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.request_context import Caller, Role
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import connect
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import catalog_service_pb2_grpc as pb2_grpc
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

ADMIN = (("authorization", "Bearer admin"),)
CUSTOMER = (("authorization", "Bearer customer"),)
SERVICES = tuple(pb2.DESCRIPTOR.services_by_name.values())


class InMemoryImageStorage:
    """Image storage in memory, with keys as the media bucket has them."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    async def put(self, rendition: Rendition) -> ImageSource:
        key = f"products/{hashlib.sha256(rendition.body).hexdigest()[:32]}.webp"
        self.objects[key] = rendition.body
        return ImageSource(key, rendition.width, rendition.height)


async def verify(token: str) -> Caller:
    return Caller(UUID(int=1), Role(token))


@asynccontextmanager
async def serving(
    url: str,
    storage: ImageStorage | None = None,
    clock: Clock = system_clock,
    *,
    remembers: bool = False,
    currency: str = "EUR",
) -> AsyncIterator[tuple[str, pb2_grpc.CatalogServiceStub]]:
    """Serve catalog on the database; yield its address and a stub.

    If it `remembers` queries, they are written when it ends.
    """
    database = Database.connect(url, name="test", pool_size=4, planner=PLANNER)
    search_database = Database.connect(url, name="test-search", pool_size=4, planner=SEARCH_PLANNER)
    popular_queries = PopularQueries(database, clock)
    server = build(
        database,
        verify,
        storage or InMemoryImageStorage(),
        search_database=search_database,
        popular_queries=popular_queries if remembers else None,
        clock=clock,
        currency=currency,
    )
    address = f"127.0.0.1:{await server.start('127.0.0.1:0')}"
    async with popular_queries.writing(), connect(address, SERVICES) as opened:
        yield address, pb2_grpc.CatalogServiceStub(opened)
    await server.drain()
    await search_database.close()
    await database.close()


def draft(sku: str, name: str = "Mesa de roble", **changes: Any) -> product_pb2.ProductDraft:
    fields: dict[str, Any] = {
        "sku": sku,
        "texts": {"es": product_pb2.ProductText(name=name)},
        "categories": [
            product_pb2.CategoryDraft(slug="muebles", names={"es": "Muebles", "en": "Furniture"}),
            product_pb2.CategoryDraft(slug="mesas", names={"es": "Mesas", "en": "Tables"}),
        ],
        "price": money_pb2.Money(amount=14990, currency_code="EUR"),
    }
    return product_pb2.ProductDraft(**(fields | changes))


async def call(method: Any, request: Any, metadata: Any = ADMIN) -> Any:
    """Call as an admin; a refusal is raised as the error that the service raised."""

    def signed(message: Any, *, timeout: float, **_: Any) -> Any:
        return method(message, timeout=timeout, metadata=metadata)

    return await grpc_client.call(signed, request, timeout=10)  # type: ignore[arg-type]


async def create(
    catalog: pb2_grpc.CatalogServiceStub, written: product_pb2.ProductDraft
) -> product_pb2.Product:
    return (await call(catalog.CreateProduct, pb2.CreateProductRequest(product=written))).product


async def get(
    catalog: pb2_grpc.CatalogServiceStub, id_or_slug: str, language: str = ""
) -> product_pb2.Product:
    request = pb2.GetProductRequest(id_or_slug=id_or_slug, language=language)
    return (await call(catalog.GetProduct, request)).product


async def refusal(method: Any, request: Any, metadata: Any = ADMIN) -> DomainError:
    with pytest.raises(DomainError) as raised:
        await call(method, request, metadata)
    return raised.value


async def import_rows(
    catalog: pb2_grpc.CatalogServiceStub, drafts: Iterable[product_pb2.ProductDraft]
) -> list[pb2.ImportProductsResponse]:
    """Import the drafts, numbered from 1; return the outcomes."""
    rows = [
        pb2.ImportProductsRequest(row=number, product=written)
        for number, written in enumerate(drafts, start=1)
    ]
    return [outcome async for outcome in catalog.ImportProducts(iter(rows), metadata=ADMIN)]
