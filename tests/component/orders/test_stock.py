"""Stock: who sets it, and that each unit is accounted for."""

import asyncio

import asyncpg
import pytest

from chassis.errors import DomainError
from tests.component.orders.service_harness import ANA, ServiceHarness
from tienda.orders.v1 import (
    stock_service_pb2,
)


async def test_only_an_admin_sets_stock(service: ServiceHarness) -> None:
    rug = service.catalog.add()
    request = stock_service_pb2.BatchSetStockRequest(
        levels=[stock_service_pb2.StockLevel(product_id=str(rug), on_hand=1)]
    )
    for who, reason in [(service, "NOT_SIGNED_IN"), (service.seen_by(ANA), "ADMIN_ONLY")]:
        with pytest.raises(DomainError) as refused:
            await who.call(service.stocks.BatchSetStock, request)
        assert refused.value.reason == reason
    assert await service.stock(rug) == 0


async def test_stock_set_by_many_at_once_is_accounted_for(service: ServiceHarness) -> None:
    rug = service.catalog.add()
    await asyncio.gather(*(service.stock(rug, level) for level in range(20)))
    connection = await asyncpg.connect(service.url)
    accounted = await connection.fetchval(
        "SELECT sum(delta) FROM stock_adjustments WHERE product_id = $1", rug
    )
    await connection.close()
    assert accounted == await service.stock(rug)


async def test_what_is_new_is_told_of_only_when_there_is_none(service: ServiceHarness) -> None:
    there, gone = await service.sell(3), await service.sell(0)
    assert await service.outbox(there) == []
    assert await service.outbox(gone) == ["stock.changed"]
    await service.stock(gone, 2)
    await service.stock(there, 0)
    assert await service.outbox(there) == ["stock.changed"]
    assert await service.outbox(gone) == ["stock.changed"] * 2
