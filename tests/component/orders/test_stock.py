"""Stock: who sets it, and that each unit is accounted for."""

import asyncio

import asyncpg
import pytest

from chassis.errors import DomainError
from tests.component.orders.desk import ANA, Desk
from tienda.orders.v1 import (
    stock_service_pb2,
)


async def test_only_an_admin_sets_stock(desk: Desk) -> None:
    rug = desk.catalog.add()
    request = stock_service_pb2.BatchSetStockRequest(
        levels=[stock_service_pb2.StockLevel(product_id=str(rug), on_hand=1)]
    )
    for who, reason in [(desk, "NOT_SIGNED_IN"), (desk.seen_by(ANA), "ADMIN_ONLY")]:
        with pytest.raises(DomainError) as refused:
            await who.call(desk.stocks.BatchSetStock, request)
        assert refused.value.reason == reason
    assert await desk.stock(rug) == 0


async def test_stock_set_by_many_at_once_is_accounted_for(desk: Desk) -> None:
    rug = desk.catalog.add()
    await asyncio.gather(*(desk.stock(rug, level) for level in range(20)))
    connection = await asyncpg.connect(desk.url)
    accounted = await connection.fetchval(
        "SELECT sum(delta) FROM stock_adjustments WHERE product_id = $1", rug
    )
    await connection.close()
    assert accounted == await desk.stock(rug)


async def test_what_is_new_is_told_of_only_when_there_is_none(desk: Desk) -> None:
    there, gone = await desk.sell(3), await desk.sell(0)
    assert await desk.outbox(there) == []
    assert await desk.outbox(gone) == ["stock.changed"]
    await desk.stock(gone, 2)
    await desk.stock(there, 0)
    assert await desk.outbox(there) == ["stock.changed"]
    assert await desk.outbox(gone) == ["stock.changed"] * 2
