"""What several test modules of one service open."""

from collections.abc import AsyncIterator

import pytest

from tests.component.bff.harness import Shop, serving


@pytest.fixture(scope="module")
async def shared_shop() -> AsyncIterator[Shop]:
    """The BFF over fakes of its services, whose replies this module's tests set."""
    async with serving() as opened:
        yield opened
