"""What several test modules of one service open."""

from collections.abc import AsyncIterator

import pytest

from tests.component.bff.harness import Shop, serving
from tests.component.orders.service_harness import ServiceHarness, serve_orders
from tests.conftest import MakeDatabase


@pytest.fixture(scope="module")
async def service(make_database: MakeDatabase) -> AsyncIterator[ServiceHarness]:
    """The service orders, with a database of this module's own."""
    async with serve_orders(await make_database("orders")) as opened:
        yield opened


@pytest.fixture(scope="module")
async def shared_shop() -> AsyncIterator[Shop]:
    """The BFF over fakes of its services, whose replies this module's tests set."""
    async with serving() as opened:
        yield opened
