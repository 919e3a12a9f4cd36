"""A shop with a day's work behind it, and what an audit says of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from orders.audit.__main__ import Audit
from orders.audit.receipts import ReceiptCheck
from orders.audit.report import JsonReport
from orders.domain import Channel
from tests.component.orders.harness import Ended, Placed, Receipts, Shop, new_bucket, open_shop, run


@dataclass
class Audited:
    """A shop with a day's work behind it, and what an audit of it says."""

    shop: Shop
    receipts: Receipts
    capsys: pytest.CaptureFixture[str]
    table: UUID
    """Three are left."""
    lamp: UUID
    """Sold out."""
    first: Placed
    """Two tables and the lamp, told by e-mail and SMS, shipped and delivered."""
    second: Placed
    """One table, told by e-mail alone, cancelled."""
    third: Placed
    """One table, confirmed a moment ago; its messages still wait."""

    async def audit(self) -> list[dict[str, Any]]:
        """Audit in this process; return the findings and, at the end, the summary."""
        self.capsys.readouterr()
        check = ReceiptCheck(self.shop.database, self.receipts.s3, self.receipts.bucket)
        found = await Audit(JsonReport()).run(self.shop.database, check)
        said = [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]
        assert said[-1]["findings"] == found
        return said

    async def findings(self) -> list[dict[str, Any]]:
        return (await self.audit())[:-1]

    async def command(self, *arguments: str, **environ: str) -> Ended:
        told = {"DATABASE_URL": self.shop.url, **self.receipts.environment, **environ}
        return await run("orders.audit", *arguments, **told)


@asynccontextmanager
async def open_day(
    url: str, endpoint: str, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Audited]:
    async with open_shop(url) as shop:
        with new_bucket(endpoint) as receipts:
            table, lamp = await shop.sell(6), await shop.sell(1)
            first = await shop.order({table: 2, lamp: 1})
            second = await shop.order({table: 1}, [Channel.EMAIL])
            await shop.ship(first.id)
            await shop.deliver_home(first.id)
            await shop.cancel(second.id)
            await shop.relay(receipts.deliver).deliver_due()
            third = await shop.order({table: 1})
            yield Audited(shop, receipts, capsys, table, lamp, first, second, third)
