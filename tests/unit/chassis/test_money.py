"""Currencies and their decimals, and amounts as people type them."""

import json
from pathlib import Path
from typing import Any

import pytest

from chassis.money import decimals_of, is_currency
from chassis.money.amount_text import AmountFault, parse_amount
from chassis.money.currencies import UnknownCurrency

CASES = json.loads((Path(__file__).parents[2] / "tables/amounts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['text']!r} {case['currency']} {case['decimal']}"
)
def test_an_amount_with_one_reading_is_read_and_all_else_is_refused(case: dict[str, Any]) -> None:
    result = parse_amount(case["text"], case["currency"], case["decimal"])
    if "amount" in case:
        assert result == case["amount"]
    else:
        assert isinstance(result, AmountFault)
        assert result.fault.value == case["fault"]
        assert list(result.readings) == case.get("readings", [])


@pytest.mark.parametrize(
    ("text", "currency", "description"),
    [
        ("1.290", "EUR", "can be read as 1.29 or 1290: write the one that is meant"),
        (
            "149.905",
            "EUR",
            (
                "can be read as 149905, or as 149.905 with more decimals than EUR has"
                ": write 149905 if that is meant"
            ),
        ),
        ("12,500", "KWD", "can be read as 12.500 or 12500: write the one that is meant"),
        ("0,999", "EUR", "must have at most 2 decimals, as EUR has"),
        ("1,5", "JPY", "must have no decimals, as JPY has"),
        ("9" * 20, "EUR", "is too large for an amount of money"),
        ("$5", "EUR", "must be in EUR: the sign of another currency stands there"),
        ("-5", "EUR", "must be written without a plus or minus sign"),
        ("1e3", "JPY", "must be written out like 149, without an exponent"),
        ("\u0665", "EUR", "must be written with the digits 0 to 9, like 149.90"),
        ("free", "KWD", "must be an amount like 149.900"),
    ],
)
def test_a_refused_amount_says_what_to_write(text: str, currency: str, description: str) -> None:
    fault = parse_amount(text, currency)
    assert isinstance(fault, AmountFault)
    assert fault.description == description


def test_a_reading_that_a_refusal_offers_is_read_if_it_is_written() -> None:
    for case in CASES:
        if "readings" not in case:
            continue
        small, large = (
            parse_amount(reading, case["currency"], case["decimal"]) for reading in case["readings"]
        )
        assert isinstance(large, int)
        # Where one reading has too many decimals, the other alone is offered.
        assert isinstance(small, int) or "more decimals" in small.description


@pytest.mark.parametrize(
    ("decimals", "codes"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, "EUR USD GBP COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER AFN ALL MRU"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ],
)
def test_decimals_are_those_of_iso_4217(decimals: int, codes: str) -> None:
    assert {decimals_of(code) for code in codes.split()} == {decimals}


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "EURO", "eur", "ZZZ", ""])
def test_a_code_without_minor_units_is_refused(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(UnknownCurrency):
        decimals_of(code)
