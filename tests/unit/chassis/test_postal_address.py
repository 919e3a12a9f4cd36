"""Which addresses a parcel can go to."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.contact.countries import ALIASES, countries
from chassis.contact.postal_address import read_address
from chassis.errors import Validation
from chassis.violations import Code, Violation
from tests import postal_codes

CASES = json.loads(
    (Path(__file__).parents[2] / "tables/postal_codes.json").read_text(encoding="utf-8")
)


def violations(**changes: str) -> list[Violation]:
    fields = {"line1": "Calle Mayor 1", "line2": "", "city": "Madrid", "region": ""}
    fields |= {"postal_code": "28001", "country_code": "ES"} | changes
    validation = Validation()
    read_address(validation, "address", SimpleNamespace(**fields))
    return validation.violations


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['country']} {case['text']!r}")
def test_a_postal_code_is_of_its_country_and_there_where_parcels_need_one(case: dict[str, Any]):
    found = violations(country_code=case["country"], postal_code=case["text"])
    assert [violation.field for violation in found] == (
        [] if case["good"] else ["address.postal_code"]
    )


def test_a_wrong_postal_code_is_told_with_an_example():
    (found,) = violations(postal_code="ABC")
    assert (found.code, found.params) == (Code.MALFORMED_POSTAL_CODE, {"example": "28001"})
    (found,) = violations(postal_code="")
    assert found.code is Code.REQUIRED


@pytest.mark.parametrize("code", ["ZZ", "XX", "es", "ESP", "EU", "001", "ñÑ", "AQ"])
def test_a_code_that_is_no_country_s_is_refused(code: str):
    (found,) = violations(country_code=code, postal_code="")
    assert (found.field, found.code) == ("address.country_code", Code.UNKNOWN_COUNTRY)


def test_a_country_s_other_code_is_refused_with_the_right_one():
    (found,) = violations(country_code="UK", postal_code="SW1A 1AA")
    assert (found.code, found.params) == (Code.COUNTRY_ALIAS, {"country": "GB", "alias": "UK"})
    assert ALIASES.keys().isdisjoint(countries())
    assert countries().keys() >= set(ALIASES.values())


def test_what_was_typed_is_kept():
    validation = Validation()
    message = SimpleNamespace(
        line1="10 Downing St",
        line2="",
        city="London",
        region="",
        postal_code=" sw1a1aa ",
        country_code="GB",
    )
    address = read_address(validation, "address", message)
    assert (address.city, address.postal_code) == ("London", "sw1a1aa")
    assert validation.violations == []


def test_the_table_is_what_its_source_says():
    entries = postal_codes.table()
    assert postal_codes.TABLE.read_text(encoding="utf-8") == postal_codes.written(entries)


def test_every_example_of_the_source_is_a_good_code():
    for code, codes in countries().items():
        facts = json.loads((postal_codes.DATA / f"{code.lower()}.json").read_text("utf-8"))[code]
        examples = [codes.example, *facts.get("zipex", "").split(",")]
        assert all(codes.match(example) for example in examples if example), code


def test_a_spanish_code_begins_with_the_number_of_a_province():
    spain = json.loads((postal_codes.DATA / "es.json").read_text("utf-8"))["ES"]
    provinces = {prefix[:2] for zips in spain["sub_zips"].split("~") for prefix in zips.split("|")}
    codes = countries()["ES"]
    assert {f"{n:02}" for n in range(100) if codes.match(f"{n:02}001")} == provinces
