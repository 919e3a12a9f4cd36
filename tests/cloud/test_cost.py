"""The monthly cost of a store, and the sources of the prices."""

import json
from pathlib import Path
from typing import Any

import pytest

from cloudformation.config.sizes import SIZES
from cloudformation.cost import cost_lines, main
from cloudformation.prices import (
    DEFAULT_PRICES,
    PricesError,
    fetch_prices,
    read_prices,
    write_prices,
)
from tests.cloud.resolved_stacks import build_environment


@pytest.mark.parametrize("size", SIZES)
def test_a_size_costs_less_than_its_budget(size: str) -> None:
    store = build_environment(size)
    assert 0 < sum(line.dollars for line in cost_lines(store)) < store.monthly_budget


def test_every_price_has_a_date_and_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--size", "demo"]) == 0
    output = capsys.readouterr().out
    for name in ("t4g.micro", "nat", "firewall"):
        assert f"{name:18} {DEFAULT_PRICES[name].dollars:<8g} June 2025    recalled from" in output


def test_a_file_overrides_the_default_prices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "prices.json"
    fresh = {"dollars": 1.0, "date": "2026-11-24", "source": "an invoice"}
    file.write_text(json.dumps({"nat": fresh}))
    before, after = (
        {line.label: line.dollars for line in cost_lines(build_environment("demo"), prices)}
        for prices in (DEFAULT_PRICES, read_prices(file))
    )
    assert after.pop("NAT: 1") == pytest.approx((1.0 + DEFAULT_PRICES["address"].dollars) * 730)
    del before["NAT: 1"]
    assert after == before
    assert main(["--prices", str(file)]) == 0
    assert "2026-11-24   an invoice" in capsys.readouterr().out
    write_prices(read_prices(file), tmp_path / "again.json")
    assert read_prices(tmp_path / "again.json") == read_prices(file)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nothing", "Expecting value"),
        ('{"yacht": {"dollars": 1}}', "no such price: yacht"),
        ('{"nat": {"euros": 1}}', "euros"),
        ('{"nat": {"dollars": "free"}}', "no price: nat"),
        ('["nat"]', "list"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "prices.json"
    file.write_text(text)
    with pytest.raises(PricesError, match=why):
        read_prices(file)
    assert main(["--prices", str(file)]) == 1


class PriceList:
    """AWS's price list, which answers with JSON texts within JSON."""

    def __init__(self, **dollars: list[float]) -> None:
        self.dollars = dollars
        self.filters: list[dict[str, str]] = []

    def get_paginator(self, operation: str) -> "PriceList":
        assert operation == "get_products"
        return self

    def paginate(self, *, ServiceCode: str, Filters: list[dict[str, str]]) -> list[Any]:  # noqa: N803 (AWS's names)
        filters = {entry["Field"]: entry["Value"] for entry in Filters}
        self.filters.append({"service": ServiceCode, **filters})
        prices = self.dollars.get(filters.get("instanceType", "").replace(".", "_"), [])
        return [{"PriceList": [self.product(dollars) for dollars in prices]}]

    @staticmethod
    def product(dollars: float) -> str:
        dimension = {"unit": "Hrs", "pricePerUnit": {"USD": f"{dollars:.10f}"}}
        term = {"priceDimensions": {"a.b.c": dimension}}
        return json.dumps({"product": {}, "terms": {"OnDemand": {"a.b": term}}})


def test_a_price_is_fetched_where_the_price_list_has_exactly_one() -> None:
    listed = PriceList(t4g_micro=[0.01, 0.0], t4g_small=[0.02, 0.03], db_t4g_micro=[0.5])
    fetched = fetch_prices(listed, "eu-south-2", "2026-11-24")
    fresh = {name for name, price in fetched.items() if price.date == "2026-11-24"}
    assert fresh == {"t4g.micro", "db.t4g.micro"}
    assert fetched["t4g.micro"].dollars == 0.01
    assert fetched["t4g.small"] == DEFAULT_PRICES["t4g.small"], "two values are no price"
    assert {filters["regionCode"] for filters in listed.filters} == {"eu-south-2"}
