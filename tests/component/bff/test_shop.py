"""What holds for the whole shop, over HTTP."""

import pytest

from tests.component.bff.replies import refusal, set_default_replies


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    set_default_replies(shared_shop)
    return shared_shop


async def test_the_shop_says_its_currency(shop):
    response = await shop.get("/shop")
    assert (response.status, response.body) == (200, {"currency": "EUR"})


async def test_the_shop_invents_no_currency(shop):
    shop.catalog.replies["GetShop"] = refusal()
    assert (await shop.get("/shop")).status == 500
