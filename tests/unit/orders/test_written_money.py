"""Money on receipts, by the table that the front's prices are held to as well."""

import json
from pathlib import Path

import pytest

from chassis.money import Money
from orders.receipts.formatting import format_money

PRICES = json.loads((Path(__file__).parents[2] / "tables/prices.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "price", PRICES, ids=lambda price: f"{price['amount']} {price['currency']}"
)
def test_money_is_written_as_on_the_page(price: dict[str, str | int], language: str) -> None:
    money = Money(int(price["amount"]), str(price["currency"]))
    assert format_money(money, language) == price[language]
