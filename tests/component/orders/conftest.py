"""The service that the tests of orders call."""

from collections.abc import AsyncIterator

import pytest

from tests.component.orders.service_harness import ServiceHarness, serve_orders
from tests.conftest import MakeDatabase


@pytest.fixture(scope="module")
async def service(make_database: MakeDatabase) -> AsyncIterator[ServiceHarness]:
    """Orders, served with a database of this module's own."""
    async with serve_orders(await make_database("orders")) as harness:
        yield harness
