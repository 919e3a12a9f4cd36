"""The service that the tests of orders call, and what a test makes a service of its own with."""

from collections.abc import AsyncIterator

import pytest

from tests.component.orders.clock import Clock
from tests.component.orders.service_harness import ServiceHarness, serve_orders
from tests.conftest import MakeDatabase


@pytest.fixture(scope="module")
async def service(make_database: MakeDatabase) -> AsyncIterator[ServiceHarness]:
    """Orders, served with a database of this module's own."""
    async with serve_orders(await make_database("orders")) as harness:
        yield harness


@pytest.fixture
async def database_url(make_database: MakeDatabase) -> str:
    """A database of the test's own."""
    return await make_database("orders")


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()
