"""What orders asks of catalog."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from orders.catalog_client import CatalogClient
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

TABLE, CHAIR, UNKNOWN = UUID(int=1), UUID(int=2), UUID(int=3)


class Channel:
    """A channel to a catalog that has a table and a chair."""

    def __init__(self) -> None:
        self.requests: list[pb2.BatchGetProductsRequest] = []

    def unary_unary(self, *_: Any, **__: Any) -> Any:
        async def call(request: Any, *, metadata: Any, **_: Any) -> Any:
            self.requests.append(request)
            assert "authorization" not in dict(metadata)
            return pb2.BatchGetProductsResponse(
                products=[
                    product_pb2.Product(
                        id=text,
                        slug=f"product-{text[-1]}",
                        text=product_pb2.ProductText(name=f"{request.language} {text[-1]}"),
                        price=money_pb2.Money(amount=100 * int(text[-1]), currency_code="EUR"),
                        archived=text == str(CHAIR),
                    )
                    for text in request.ids
                    if text != str(UNKNOWN)
                ]
            )

        return call

    stream_unary = stream_stream = unary_stream = unary_unary


@pytest.fixture
def channel():
    return Channel()


async def test_orders_of_one_moment_share_a_call_in_each_language(channel):
    client = CatalogClient(channel)
    first, second, english = await asyncio.gather(
        client.list_offers([CHAIR, UNKNOWN], "es"),
        client.list_offers([TABLE, CHAIR], "es"),
        client.list_offers([TABLE], "en"),
    )
    assert [(offer.product_id, offer.archived) for offer in first] == [(CHAIR, True)]
    assert [offer.product_id for offer in second] == [TABLE, CHAIR]
    assert [(offer.name, offer.slug, offer.price.amount) for offer in english] == [
        ("en 1", "product-1", 100)
    ]
    assert [(request.language, list(request.ids)) for request in channel.requests] == [
        ("es", [str(CHAIR), str(UNKNOWN), str(TABLE)]),
        ("en", [str(TABLE)]),
    ]
    assert {request.view for request in channel.requests} == {pb2.PRODUCT_VIEW_BASIC}


async def test_no_offer_is_kept(channel):
    client = CatalogClient(channel)
    for _ in range(3):
        await client.list_offers([TABLE], "es")
    assert len(channel.requests) == 3
